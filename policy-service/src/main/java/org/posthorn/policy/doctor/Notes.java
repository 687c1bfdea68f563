package org.posthorn.policy.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.api.DoctorApi.Finding;
import org.posthorn.events.api.DoctorApi.Severity;
import org.posthorn.mailauth.dns.DnsAnswer;

/// The findings so far. Confined to one thread.
final class Notes {
    private static final String SILENT = "If this stays so, name servers that answer in dns.servers.";

    private final List<Finding> findings = new ArrayList<>();

    void good(String check, String seen) {
        findings.add(new Finding(check, Severity.GOOD, seen, ""));
    }

    void note(String check, String seen, String mend) {
        findings.add(new Finding(check, Severity.NOTE, seen, mend));
    }

    void warning(String check, String seen, String mend) {
        findings.add(new Finding(check, Severity.WARNING, seen, mend));
    }

    void error(String check, String seen, String mend) {
        findings.add(new Finding(check, Severity.ERROR, seen, mend));
    }

    /// The records of an answer, none where there are none; empty when the DNS did not say, which is noted.
    <T> Optional<List<T>> records(String question, DnsAnswer<T> answer) {
        return switch (answer) {
            case DnsAnswer.Found<T>(var records, var _, var _) -> Optional.of(records);
            case DnsAnswer.NoData<T> _, DnsAnswer.NxDomain<T> _ -> Optional.of(List.of());
            case DnsAnswer.TemporaryFailure<T>(var reason) -> {
                error("dns-silent", "The DNS did not say " + question + ": " + reason + ".", SILENT);
                yield Optional.empty();
            }
        };
    }

    List<Finding> all() {
        return List.copyOf(findings);
    }
}
