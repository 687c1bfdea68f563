package org.posthorn.delivery.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.posthorn.delivery.report.TlsCounts.Kind;
import org.posthorn.delivery.report.TlsReportStore.Counted;
import org.posthorn.events.EventJson;

/// One domain's report of one day as JSON (RFC 8460 §4.4).
///
/// @param organization who reports
/// @param contact an address of ours
record TlsReport(String organization, String contact, LocalDate day, String domain, List<Counted> results) {

    /// The name of the report, the same whenever it is written.
    String id() {
        return day + "_" + domain + "@" + organization;
    }

    /// The file's name (RFC 8460 §5.1), without what tells of compression.
    String fileName() {
        var begin = day.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
        return organization + "!" + domain + "!" + begin + "!" + (begin + 86_399) + ".json";
    }

    String json() {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("organization-name", organization);
        report.put("date-range", inOrder("start-datetime", day + "T00:00:00Z", "end-datetime", day + "T23:59:59Z"));
        report.put("contact-info", contact);
        report.put("report-id", id());
        report.put("policies", byPolicy().entrySet().stream().map(this::policy).toList());
        try {
            return EventJson.MAPPER.writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report that cannot be written as JSON", e);
        }
    }

    private record Policy(String type, String policy, String patterns) {}

    private Map<Policy, List<Counted>> byPolicy() {
        Map<Policy, List<Counted>> byPolicy = new LinkedHashMap<>();
        for (var result : results) {
            var kind = result.kind();
            byPolicy.computeIfAbsent(new Policy(kind.type(), kind.policy(), kind.patterns()), _ -> new ArrayList<>())
                    .add(result);
        }
        return byPolicy;
    }

    private Map<String, Object> policy(Map.Entry<Policy, List<Counted>> entry) {
        var policy = entry.getKey();
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("policy-type", policy.type());
        if (!policy.policy().isEmpty()) {
            text.put("policy-string", policy.policy().lines().toList());
        }
        text.put("policy-domain", domain);
        if (!policy.patterns().isEmpty()) {
            text.put("mx-host", policy.patterns().lines().toList());
        }
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("policy", text);
        whole.put("summary", summary(entry.getValue()));
        var failures = entry.getValue().stream()
                .filter(TlsReport::isFailure)
                .map(TlsReport::failure)
                .toList();
        if (!failures.isEmpty()) {
            whole.put("failure-details", failures);
        }
        return whole;
    }

    private static Map<String, Object> summary(List<Counted> results) {
        return inOrder(
                "total-successful-session-count",
                sum(results, false),
                "total-failure-session-count",
                sum(results, true));
    }

    private static Map<String, Object> inOrder(String one, Object value, String other, Object otherValue) {
        Map<String, Object> both = new LinkedHashMap<>();
        both.put(one, value);
        both.put(other, otherValue);
        return both;
    }

    private static long sum(List<Counted> results, boolean failed) {
        return results.stream()
                .filter(result -> isFailure(result) == failed)
                .mapToLong(Counted::sessions)
                .sum();
    }

    private static boolean isFailure(Counted result) {
        return !result.kind().failure().isEmpty();
    }

    private static Map<String, Object> failure(Counted result) {
        Kind kind = result.kind();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("result-type", kind.failure());
        if (!kind.mx().isEmpty()) {
            details.put("receiving-mx-hostname", kind.mx());
            details.put("receiving-ip", kind.ip());
        }
        details.put("failed-session-count", result.sessions());
        return details;
    }
}
