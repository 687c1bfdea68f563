package org.posthorn.gateway.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Plain text as a reader wants it: quoted lines known by their depth (RFC 3676 §4.5), addresses of the web as links.
final class PlainText {
    private static final int MOST_LINES = 20_000;
    private static final String TRAILING = ".,;:!?)]}>'\"";

    private PlainText() {}

    static List<Reader.Line> lines(String text) {
        var lines = new ArrayList<Reader.Line>();
        for (var line : text.replace("\r\n", "\n").strip().split("\n", MOST_LINES)) {
            int depth = 0;
            int at = 0;
            while (at < line.length() && line.charAt(at) == '>') {
                depth++;
                at++;
                if (at + 1 < line.length() && line.charAt(at) == ' ' && line.charAt(at + 1) == '>') {
                    at++;
                }
            }
            if (depth > 0 && at < line.length() && line.charAt(at) == ' ') {
                at++;
            }
            lines.add(new Reader.Line(depth, spans(line.substring(at))));
        }
        return lines;
    }

    private static List<Reader.Span> spans(String line) {
        var spans = new ArrayList<Reader.Span>();
        int done = 0;
        int at;
        while ((at = linkStart(line, done)) >= 0) {
            int end = at;
            while (end < line.length() && line.charAt(end) > ' ' && "<>\"".indexOf(line.charAt(end)) < 0) {
                end++;
            }
            while (end > at && TRAILING.indexOf(line.charAt(end - 1)) >= 0) {
                end--;
            }
            if (at > done) {
                spans.add(new Reader.Span(line.substring(done, at), Optional.empty()));
            }
            var link = line.substring(at, end);
            spans.add(new Reader.Span(link, Optional.of(link)));
            done = end;
        }
        if (done < line.length() || spans.isEmpty()) {
            spans.add(new Reader.Span(line.substring(done), Optional.empty()));
        }
        return spans;
    }

    private static int linkStart(String line, int from) {
        int https = line.indexOf("https://", from);
        int http = line.indexOf("http://", from);
        if (https < 0 || http < 0) {
            return Math.max(https, http);
        }
        return Math.min(https, http);
    }
}
