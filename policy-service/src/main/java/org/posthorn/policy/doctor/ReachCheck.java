package org.posthorn.policy.doctor;

import java.net.InetAddress;
import java.util.List;
import org.posthorn.mailauth.client.Dnsbl;
import org.posthorn.mailauth.dns.MxRecord;
import org.posthorn.mailauth.dns.Resolver;

/// Whether mail for the domain finds this system (RFC 5321 §5), and whether the system's addresses have its name, which
/// large receivers insist on.
final class ReachCheck {
    private static final int MOST_EXCHANGERS = 20;

    private final Resolver resolver;
    private final Notes notes;
    private final Lookup lookup;

    ReachCheck(Resolver resolver, Notes notes) {
        this.resolver = resolver;
        this.notes = notes;
        this.lookup = new Lookup(resolver, notes);
    }

    void look(Patient patient) {
        notes.records("the mail exchangers of " + patient.domain(), resolver.mx(patient.domain(), Patient.WITHIN))
                .ifPresent(exchangers -> exchangers(patient, exchangers));
    }

    private void exchangers(Patient patient, List<MxRecord> exchangers) {
        var wanted = patient.domain() + ". MX 10 " + patient.host() + ".";
        if (exchangers.isEmpty()) {
            notes.error("mx-missing", "The domain " + patient.domain() + " has no MX record.", wanted);
            return;
        }
        if (exchangers.stream().anyMatch(MxRecord::isNull)) {
            notes.error("mx-null", "The MX record says that the domain takes no mail (RFC 7505).", wanted);
            return;
        }
        if (exchangers.stream().noneMatch(mx -> mx.host().equals(patient.host()))) {
            notes.error(
                    "mx-elsewhere",
                    "Mail for the domain goes to " + names(exchangers) + ", not to " + patient.host() + ".",
                    wanted + " (or set mail.hostname to the name that the MX record has)");
            return;
        }
        var lost = exchangers.stream()
                .limit(MOST_EXCHANGERS)
                .filter(mx -> !mx.host().equals(patient.host()))
                .filter(mx -> lookup.addresses(mx.host()).filter(List::isEmpty).isPresent())
                .toList();
        if (lost.isEmpty()) {
            notes.good("mx", "Mail for the domain goes to " + names(exchangers) + ".");
        } else {
            notes.warning(
                    "mx-without-address",
                    "The mail exchanger " + names(lost) + " has no address, so mail that tries it waits.",
                    "Remove it, or give it an A or AAAA record.");
        }
    }

    private static String names(List<MxRecord> exchangers) {
        return String.join(", ", exchangers.stream().map(MxRecord::host).toList());
    }

    /// The addresses that the world reaches this system at; each is looked at.
    List<InetAddress> hostAddresses(Patient patient) {
        var host = patient.host();
        if (!host.contains(".") || host.endsWith(".localhost")) {
            notes.error(
                    "hostname",
                    "This system calls itself " + host + ", which is no name that others can look up.",
                    "mail.hostname=mail." + patient.domain());
            return List.of();
        }
        var found = lookup.addresses(host);
        if (found.isEmpty()) {
            return List.of();
        }
        var reached = found.get().stream().filter(Lookup::isPublic).toList();
        if (found.get().isEmpty()) {
            notes.error(
                    "host-without-address", "The name " + host + " has no address.", host + ". A 192.0.2.25 (yours)");
        } else if (reached.isEmpty()) {
            notes.error(
                    "host-private",
                    "The name " + host + " leads to " + found.get().getFirst().getHostAddress()
                            + ", which other networks cannot reach.",
                    host + ". A with the public address");
        } else {
            reached.forEach(address -> named(host, address));
        }
        return reached;
    }

    private void named(String host, InetAddress address) {
        var text = address.getHostAddress();
        var mend = "Ask whoever gave you " + text + " to name it " + host + ".";
        notes.records("the name of " + text, resolver.ptr(address, Patient.WITHIN))
                .ifPresent(names -> {
                    if (names.isEmpty()) {
                        notes.error("ptr-missing", "The address " + text + " has no name (PTR).", mend);
                    } else if (!names.contains(host)) {
                        differently(host, address, names, mend);
                    } else {
                        notes.good("ptr", "The address " + text + " is named " + host + ".");
                    }
                });
    }

    /// A name that leads back to the address is believed by most receivers, though it is not the one in EHLO.
    private void differently(String host, InetAddress address, List<String> names, String mend) {
        var text = address.getHostAddress();
        var name = names.getFirst();
        var back = lookup.addresses(name).orElse(List.of());
        if (back.contains(address)) {
            notes.warning(
                    "ptr-other",
                    "The address " + text + " is named " + name + ", not " + host + " as in EHLO.",
                    mend + " Or set mail.hostname=" + name + ".");
        } else {
            notes.error(
                    "ptr-unconfirmed",
                    "The address " + text + " is named " + name + ", which does not lead back to it.",
                    mend);
        }
    }

    /// Asks the block lists for our own addresses.
    void blockLists(Patient patient, List<InetAddress> addresses) {
        var lists = new Dnsbl(resolver, patient.blockLists());
        for (var address : addresses) {
            for (var listing : lists.of(address, Patient.WITHIN)) {
                notes.error(
                        "dnsbl-listed",
                        "The address " + address.getHostAddress() + " is on the block list " + listing.zone() + " ("
                                + listing.code() + ").",
                        "Find the cause first (mailctl limits show, mailctl queue summary), then ask for removal at the"
                                + " list's own page.");
            }
        }
    }
}
