package org.posthorn.gateway.admin;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.posthorn.events.api.LimitApi;
import org.posthorn.gateway.admin.AdminPages.Frame;
import org.posthorn.gateway.mail.When;

/// What the page of limits shows.
public final class LimitPages {
    private LimitPages() {}

    /// @param limits what holds where nothing else is set
    /// @param own networks, domains and addresses with limits of their own
    /// @param busiest who did the most lately
    public record Limits(Frame frame, List<Limit> limits, List<Own> own, List<Busy> busiest) {}

    /// A limit by name.
    public record Limit(String name, String number, String setting) {}

    /// Limits of their own, in words.
    public record Own(String subject, String limits, String by) {
        static Own of(LimitApi.Own own) {
            return new Own(own.subject(), words(own.limits()), own.by());
        }

        private static String words(Map<String, Long> limits) {
            return new TreeMap<>(limits)
                    .entrySet().stream()
                            .map(limit -> limit.getKey() + ": " + number(limit.getValue()))
                            .collect(Collectors.joining(", "));
        }
    }

    /// @param tone `bad` at the limit, `warn` near it, else `good`
    public record Busy(String subject, String limit, long count, String most, String last, String tone) {
        static Busy of(LimitApi.Talker talker, Instant now) {
            boolean unlimited = talker.most() < 0;
            var near = talker.count() * 5 >= talker.most() * 4 ? "warn" : "good";
            var tone = unlimited ? "good" : talker.count() >= talker.most() ? "bad" : near;
            return new Busy(
                    talker.subject(),
                    talker.limit(),
                    talker.count(),
                    number(talker.most()),
                    When.distance(talker.last(), now),
                    tone);
        }
    }

    static String number(long number) {
        return number < 0 ? "no limit" : Long.toString(number);
    }
}
