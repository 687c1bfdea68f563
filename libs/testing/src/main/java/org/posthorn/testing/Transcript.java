package org.posthorn.testing;

import java.util.ArrayList;
import java.util.List;

/// A dialogue as a document, one line of it a step:
///
/// ```
/// S: 220 mx.example.net ESMTP {...}     the server's line; {...} stands for any text
/// C: EHLO client.example                sent as written and ended with CRLF
/// S: 250-mx.example.net
/// S: ...                                any number of lines, until the next one matches
/// S: 250 {...}
/// C: STARTTLS
/// S: 220 2.0.0 Ready
/// TLS                                   both sides go on under TLS
/// DEFLATE                               both sides go on compressed (RFC 4978)
/// C> MAIL FROM:<a@b.example>            sent together with the lines that follow directly (pipelining)
/// C: RCPT TO:<c@d.example>
/// close                                 the server closes the connection
/// ```
///
/// In what the client sends `\r`, `\n`, `\t`, `\0`, `\\` and `\xHH` stand for these octets; `C=` sends its text without
/// a line end. Empty lines and lines that begin with `#` are left out.
final class Transcript {
    /// One step of a dialogue.
    sealed interface Step {}

    record Expect(String pattern) implements Step {}

    record ExpectAnyLines() implements Step {}

    /// @param flush whether the octets leave at once, or together with those of the next step
    record Send(byte[] octets, String shown, boolean flush) implements Step {}

    record UpgradeToTls() implements Step {}

    record Compress() implements Step {}

    record ExpectClose() implements Step {}

    private Transcript() {}

    static List<Step> parse(String text) {
        var steps = new ArrayList<Step>();
        for (var line : text.lines().toList()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                steps.add(parseLine(line));
            }
        }
        return steps;
    }

    private static Step parseLine(String line) {
        return switch (line.strip()) {
            case "TLS" -> new UpgradeToTls();
            case "DEFLATE" -> new Compress();
            case "close" -> new ExpectClose();
            case "S: ..." -> new ExpectAnyLines();
            default -> parseExchange(line);
        };
    }

    private static Step parseExchange(String line) {
        if (line.length() < 2) {
            throw unknown(line);
        }
        var text = line.length() > 3 ? line.substring(3) : "";
        return switch (line.substring(0, 2)) {
            case "S:" -> new Expect(text);
            case "C:" -> new Send(Escapes.octets(text + "\\r\\n"), text, true);
            case "C>" -> new Send(Escapes.octets(text + "\\r\\n"), text, false);
            case "C=" -> new Send(Escapes.octets(text), text, true);
            default -> throw unknown(line);
        };
    }

    private static IllegalArgumentException unknown(String line) {
        return new IllegalArgumentException("not a line of a transcript (S: C: C> C= TLS DEFLATE close): " + line);
    }
}
