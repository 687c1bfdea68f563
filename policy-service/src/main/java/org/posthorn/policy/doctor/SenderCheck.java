package org.posthorn.policy.doctor;

import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.posthorn.mailauth.dmarc.DmarcRecord;
import org.posthorn.mailauth.dns.Resolver;
import org.posthorn.mailauth.spf.Spf;
import org.posthorn.mailauth.spf.SpfResult;
import org.posthorn.policy.signing.KeyRecordCheck;

/// Whether others believe mail that leaves in the name of the domain: SPF, DKIM, DMARC.
final class SenderCheck {
    private static final Duration WITHIN = Duration.ofSeconds(15);

    private final Resolver resolver;
    private final Notes notes;
    private final Lookup lookup;

    SenderCheck(Resolver resolver, Notes notes) {
        this.resolver = resolver;
        this.notes = notes;
        this.lookup = new Lookup(resolver, notes);
    }

    /// @param addresses from which this system sends
    void spf(Patient patient, List<InetAddress> addresses) {
        var wanted = patient.domain() + ". TXT \"v=spf1 mx ~all\"";
        var found = lookup.texts(patient.domain(), "v=spf1");
        if (found.isEmpty()) {
            return;
        }
        var records = found.get();
        if (records.isEmpty()) {
            notes.error("spf-missing", "The domain does not say who may send in its name (SPF).", wanted);
        } else if (records.size() > 1) {
            notes.error(
                    "spf-twice",
                    "The domain has " + records.size() + " SPF records; others take none of them (RFC 7208 §4.5).",
                    "Leave one, such as " + wanted);
        } else {
            evaluate(patient, addresses, records.getFirst().toLowerCase(Locale.ROOT));
        }
    }

    private void evaluate(Patient patient, List<InetAddress> addresses, String record) {
        if (record.matches(".* \\+?all( .*)?")) {
            notes.error(
                    "spf-everybody",
                    "The SPF record lets everybody send in the domain's name: " + record,
                    "End it with ~all or -all.");
            return;
        }
        var spf = new Spf(resolver, patient.host(), InstantSource.system());
        boolean covered = true;
        for (var address : addresses) {
            var result = spf.mailFrom(address, patient.host(), "postmaster@" + patient.domain(), WITHIN);
            covered &= judge(address, result);
        }
        if (covered && !record.matches(".*([~-]all|redirect=.*)")) {
            notes.warning(
                    "spf-open", "The SPF record says nothing of other senders: " + record, "End it with ~all or -all.");
        } else if (covered) {
            notes.good("spf", "Only who may send in the domain's name does: " + record);
        }
    }

    private boolean judge(InetAddress address, SpfResult result) {
        var text = address.getHostAddress();
        switch (result.status()) {
            case PASS -> {
                return true;
            }
            case PERMERROR ->
                notes.error(
                        "spf-broken",
                        "The SPF record cannot be used: " + result.problem().orElse("it is not one") + ".",
                        "Mend it; others take it for none (RFC 7208 §2.6.7).");
            case TEMPERROR ->
                notes.error("dns-silent", "The DNS did not say all that SPF asks for.", "Ask again in a minute.");
            case NONE, NEUTRAL, FAIL, SOFTFAIL ->
                notes.error(
                        "spf-without-us",
                        "The SPF record does not let " + text + " send, which is this system.",
                        "Add mx, or ip" + (address.getAddress().length == 4 ? "4:" : "6:") + text + ", before all.");
        }
        return false;
    }

    void dkim(Patient patient) {
        if (patient.keys().isEmpty()) {
            notes.error(
                    "dkim-unsigned",
                    "There is no key: mail of the domain leaves unsigned.",
                    "mailctl dkim generate " + patient.domain());
        }
        for (var key : patient.keys()) {
            var found = KeyRecordCheck.judge(key, resolver.txt(key.dnsName(), Patient.WITHIN));
            switch (found.result()) {
                case PUBLISHED -> notes.good("dkim", "The key " + key.selector() + " is published.");
                case MISSING -> notes.error("dkim-missing", found.detail(), key.zoneLine());
                case DIFFERENT -> notes.error("dkim-different", found.detail(), key.zoneLine());
                case UNKNOWN -> notes.error("dns-silent", found.detail(), "Ask again in a minute.");
            }
        }
    }

    void dmarc(Patient patient) {
        var name = "_dmarc." + patient.domain();
        var wanted = name + ". TXT \"v=DMARC1; p=quarantine; rua=mailto:postmaster@" + patient.domain() + "\"";
        var found = lookup.texts(name, "v=DMARC1");
        if (found.isEmpty()) {
            return;
        }
        var records = found.get();
        if (records.isEmpty()) {
            notes.error("dmarc-missing", "The domain does not say what to do with forgeries (DMARC).", wanted);
        } else if (records.size() > 1) {
            notes.error("dmarc-twice", "There are " + records.size() + " DMARC records; others take none.", wanted);
        } else {
            DmarcRecord.parse(records.getFirst())
                    .filter(record -> records.getFirst().matches("(?i).*;\\s*p\\s*=.*"))
                    .ifPresentOrElse(
                            record -> policy(patient, record),
                            () -> notes.error(
                                    "dmarc-broken", "The DMARC record cannot be used: " + records.getFirst(), wanted));
        }
    }

    private void policy(Patient patient, DmarcRecord record) {
        if (record.policy() == DmarcRecord.Policy.NONE || record.testing()) {
            notes.note(
                    "dmarc-none",
                    "The DMARC record only watches: forgeries are delivered.",
                    "Once the reports are clean, p=quarantine.");
        } else {
            notes.good(
                    "dmarc", "Others are asked to " + record.policy().name().toLowerCase(Locale.ROOT) + " forgeries.");
        }
        for (var report : record.aggregateReports()) {
            consent(patient, report.address().substring(report.address().lastIndexOf('@') + 1));
        }
    }

    /// Reports to another domain are sent with its consent only (RFC 9990 §3, RFC 7489 §7.1).
    private void consent(Patient patient, String domain) {
        var receiver = domain.toLowerCase(Locale.ROOT);
        if (receiver.equals(patient.domain()) || receiver.endsWith("." + patient.domain())) {
            return;
        }
        var name = patient.domain() + "._report._dmarc." + receiver;
        if (lookup.texts(name, "v=DMARC1").filter(List::isEmpty).isPresent()) {
            notes.warning(
                    "dmarc-reports-lost",
                    "DMARC reports are to go to " + receiver + ", which has not agreed to take them.",
                    name + ". TXT \"v=DMARC1\"");
        }
    }
}
