package org.posthorn.runtime.credit;

import java.util.List;
import org.posthorn.events.api.CreditApi.Line;

/// A statement of an account's credits as comma-separated values (RFC 4180), for a spreadsheet.
public final class StatementCsv {
    /// The media type of such a file.
    public static final String MEDIA_TYPE = "text/csv; charset=utf-8; header=present";

    private static final String HEAD = "entry,time,kind,change,balance,message,reason,by\r\n";

    private StatementCsv() {}

    public static String of(List<Line> lines) {
        var csv = new StringBuilder(HEAD);
        for (var line : lines) {
            csv.append(line.entry())
                    .append(',')
                    .append(line.at())
                    .append(',')
                    .append(line.kind())
                    .append(',')
                    .append(line.change())
                    .append(',')
                    .append(line.balance())
                    .append(',')
                    .append(text(line.message().orElse("")))
                    .append(',')
                    .append(text(line.reason().orElse("")))
                    .append(',')
                    .append(text(line.by()))
                    .append("\r\n");
        }
        return csv.toString();
    }

    /// Quoted where it must be. A spreadsheet takes a text that begins like a formula for one, so it gets an
    /// apostrophe.
    private static String text(String value) {
        var safe = !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
        return safe.chars().anyMatch(c -> c == '"' || c == ',' || c == '\r' || c == '\n')
                ? '"' + safe.replace("\"", "\"\"") + '"'
                : safe;
    }
}
