package org.posthorn.policy.doctor;

import java.util.ArrayList;
import java.util.List;

/// What the DNS should have of a domain, as lines of a zone file to paste.
final class ZoneFile {
    private ZoneFile() {}

    static List<String> of(Patient patient) {
        var domain = patient.domain() + ".";
        var host = patient.host() + ".";
        var lines = new ArrayList<String>();
        lines.add(domain + "  IN  MX  10 " + host);
        lines.add(domain + "  IN  TXT  \"v=spf1 mx ~all\"");
        patient.keys().forEach(key -> lines.add(key.zoneLine()));
        lines.add("_dmarc." + domain + "  IN  TXT  \"v=DMARC1; p=quarantine; rua=mailto:postmaster@" + patient.domain()
                + "\"");
        lines.add("mta-sts." + domain + "  IN  CNAME  " + host);
        lines.add("_mta-sts." + domain + "  IN  TXT  \"v=STSv1; id=1\"");
        lines.add("_smtp._tls." + domain + "  IN  TXT  \"v=TLSRPTv1; rua=mailto:postmaster@" + patient.domain() + "\"");
        // RFC 6186, RFC 8314: mail clients find their servers
        lines.add("_submissions._tcp." + domain + "  IN  SRV  0 1 465 " + host);
        lines.add("_submission._tcp." + domain + "  IN  SRV  5 1 587 " + host);
        lines.add("_imaps._tcp." + domain + "  IN  SRV  0 1 993 " + host);
        lines.add("_pop3s._tcp." + domain + "  IN  SRV  10 1 995 " + host);
        patient.publicKey()
                .ifPresent(
                        key -> lines.add("; only in a signed zone (DNSSEC), renewed with the key of the certificate:\n"
                                + "; _25._tcp." + host + "  IN  TLSA  3 1 1 " + key));
        return lines;
    }
}
