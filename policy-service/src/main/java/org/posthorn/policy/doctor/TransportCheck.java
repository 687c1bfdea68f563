package org.posthorn.policy.doctor;

import java.util.List;
import org.posthorn.mailauth.dns.DnsAnswer;
import org.posthorn.mailauth.dns.Resolver;
import org.posthorn.mailauth.dns.TlsaRecord;

/// What the domain says about encryption on the way to it: MTA-STS, DANE, TLS reports.
final class TransportCheck {
    private final Resolver resolver;
    private final Notes notes;
    private final Lookup lookup;

    TransportCheck(Resolver resolver, Notes notes) {
        this.resolver = resolver;
        this.notes = notes;
        this.lookup = new Lookup(resolver, notes);
    }

    void mtaSts(Patient patient) {
        var name = "_mta-sts." + patient.domain();
        var found = lookup.texts(name, "v=STSv1");
        if (found.isEmpty()) {
            return;
        }
        var records = found.get();
        if (records.isEmpty()) {
            notes.note(
                    "mta-sts-missing",
                    "The domain has no MTA-STS policy: an attacker on the way can switch encryption off.",
                    name + ". TXT \"v=STSv1; id=1\", an address for mta-sts." + patient.domain()
                            + ", and mta-sts.mode=testing");
        } else if (records.size() > 1
                || !records.getFirst().matches("v=STSv1\\s*;\\s*id\\s*=\\s*[A-Za-z0-9]{1,32}\\s*;?.*")) {
            notes.warning(
                    "mta-sts-broken",
                    "The MTA-STS record cannot be used: " + String.join(" | ", records),
                    name + ". TXT \"v=STSv1; id=1\"");
        } else if (lookup.addresses("mta-sts." + patient.domain())
                .filter(List::isEmpty)
                .isPresent()) {
            notes.warning(
                    "mta-sts-without-host",
                    "There is an MTA-STS record, and mta-sts." + patient.domain() + " has no address.",
                    "mta-sts." + patient.domain() + ". CNAME to the web server, with a certificate of that name");
        } else {
            notes.good("mta-sts", "The domain has an MTA-STS record and a host for the policy.");
        }
    }

    void tlsReports(Patient patient) {
        var name = "_smtp._tls." + patient.domain();
        var wanted = name + ". TXT \"v=TLSRPTv1; rua=mailto:postmaster@" + patient.domain() + "\"";
        var found = lookup.texts(name, "v=TLSRPTv1");
        if (found.isEmpty()) {
            return;
        }
        var records = found.get();
        if (records.isEmpty()) {
            notes.note("tls-rpt-missing", "Nobody reports trouble with encryption to the domain.", wanted);
        } else if (records.size() > 1
                || !records.getFirst().matches("v=TLSRPTv1\\s*;\\s*rua\\s*=\\s*(mailto:|https://).+")) {
            notes.warning("tls-rpt-broken", "The TLS-RPT record cannot be used: " + records.getFirst(), wanted);
        } else {
            notes.good("tls-rpt", "Others report trouble with encryption.");
        }
    }

    /// Records that name another certificate keep all mail of senders with DANE away.
    void dane(Patient patient) {
        var name = "_25._tcp." + patient.host();
        var answer = resolver.tlsa(name, Patient.WITHIN);
        var found = notes.records("the TLSA records of " + patient.host(), answer);
        if (found.isEmpty() || found.get().isEmpty()) {
            return;
        }
        var wanted = patient.publicKey()
                .map(key -> name + ". TLSA 3 1 1 " + key)
                .orElse("mailctl doctor " + patient.domain() + " shows the record");
        var usable = found.get().stream().filter(TlsaRecord::isUsable).toList();
        if (!(answer instanceof DnsAnswer.Found<TlsaRecord>(var _, var _, var authenticated)) || !authenticated) {
            notes.warning(
                    "tlsa-unsigned",
                    "There are TLSA records, and the zone is not signed (DNSSEC), so nobody uses them.",
                    "Sign the zone, or remove them. (If it is signed, dns.servers does not validate.)");
        } else if (usable.isEmpty()) {
            notes.warning("tlsa-unusable", "No TLSA record is of a kind that mail uses (RFC 7672 §3.1).", wanted);
        } else if (patient.publicKey().isEmpty()) {
            notes.good("tlsa", "There are TLSA records; the server's certificate was not compared.");
        } else if (usable.stream().noneMatch(record -> matches(record, patient))) {
            notes.error("tlsa-different", "The TLSA records name another certificate than the server's.", wanted);
        } else {
            notes.good("tlsa", "The TLSA records name the server's certificate.");
        }
    }

    /// A trust anchor (usage 2) cannot be compared with the server's own certificate.
    private static boolean matches(TlsaRecord record, Patient patient) {
        var digest = record.selector() == 0 ? patient.certificate() : patient.publicKey();
        return record.usage() == 2
                || record.matching() != 1
                || digest.filter(record.data()::equalsIgnoreCase).isPresent();
    }
}
