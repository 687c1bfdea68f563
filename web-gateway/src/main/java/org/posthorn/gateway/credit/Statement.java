package org.posthorn.gateway.credit;

import io.micronaut.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.api.CreditApi.Line;
import org.posthorn.events.api.Page;
import org.posthorn.gateway.mail.When;
import org.posthorn.runtime.credit.StatementCsv;

/// A page of a statement.
///
/// @param next where the page after it is
public record Statement(List<Row> rows, Optional<String> next) {

    /// @param change with its sign
    /// @param about the message, or why
    public record Row(String time, String kind, String change, String balance, String about, String by) {}

    public static Statement of(Page<Line> page, ZoneId zone, String here) {
        return new Statement(
                page.items().stream().map(line -> row(line, zone)).toList(),
                page.next().map(cursor -> here + "?cursor=" + cursor));
    }

    private static Row row(Line line, ZoneId zone) {
        return new Row(
                When.full(line.at(), zone),
                words(line.kind()),
                line.change() > 0 ? "+" + line.change() : Long.toString(line.change()),
                Long.toString(line.balance()),
                line.message().or(line::reason).orElse(""),
                line.by());
    }

    private static String words(String kind) {
        return switch (kind) {
            case "grant" -> "Starting credits";
            case "top-up" -> "Top-up";
            case "reserve" -> "Message to the world";
            case "refund" -> "Refund of a message that failed";
            default -> "Adjustment";
        };
    }

    /// The lines as a file to save.
    public static HttpResponse<?> file(List<Line> lines) {
        return HttpResponse.ok(StatementCsv.of(lines).getBytes(StandardCharsets.UTF_8))
                .header("Content-Type", StatementCsv.MEDIA_TYPE)
                .header("Content-Disposition", "attachment; filename=\"statement.csv\"");
    }
}
