package org.posthorn.gateway.page;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.runtime.http.Refusal;

/// Takes `multipart/form-data` apart (RFC 7578, RFC 2046 §5.1.1).
final class Multipart {
    private static final int MOST_PARTS = 500;
    private static final byte[] BLANK_LINE = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private Multipart() {}

    /// @param fileName present for a file, empty when none was chosen
    @SuppressWarnings("ArrayRecordComponent")
    record Part(String name, Optional<String> fileName, String contentType, byte[] content) {}

    static List<Part> parts(String contentType, byte[] body) {
        var boundary =
                parameter(contentType, "boundary").orElseThrow(() -> Refusal.badRequest("The form has no boundary."));
        var opening = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        var delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        var parts = new ArrayList<Part>();
        int at = startsWith(body, opening) ? opening.length : skip(body, delimiter, 0);
        while (!closes(body, at)) {
            int headersEnd = indexOf(body, BLANK_LINE, at);
            int contentStart = headersEnd + BLANK_LINE.length;
            int end = headersEnd < 0 ? -1 : indexOf(body, delimiter, contentStart);
            if (end < 0 || parts.size() >= MOST_PARTS) {
                throw Refusal.badRequest("The form cannot be read: it is cut short or has too many parts.");
            }
            var headers = new String(body, at, headersEnd - at, StandardCharsets.UTF_8);
            parts.add(part(headers, Arrays.copyOfRange(body, contentStart, end)));
            at = end + delimiter.length;
        }
        return parts;
    }

    private static boolean startsWith(byte[] body, byte[] prefix) {
        return body.length >= prefix.length && Arrays.equals(body, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static int skip(byte[] body, byte[] delimiter, int from) {
        int at = indexOf(body, delimiter, from);
        if (at < 0) {
            throw Refusal.badRequest("The form has no parts.");
        }
        return at + delimiter.length;
    }

    private static boolean closes(byte[] body, int at) {
        return at + 1 >= body.length || (body[at] == '-' && body[at + 1] == '-');
    }

    private static Part part(String headers, byte[] content) {
        var name = "";
        Optional<String> fileName = Optional.empty();
        var type = "application/octet-stream";
        for (var line : headers.split("\r\n")) {
            var lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-disposition:")) {
                name = parameter(line, "name").orElse("");
                fileName = parameter(line, "filename");
            } else if (lower.startsWith("content-type:")) {
                type = line.substring("content-type:".length()).strip();
            }
        }
        return new Part(name, fileName, type, content);
    }

    /// A parameter; browsers percent-encode quotes and line ends in it and nothing else (WHATWG HTML).
    private static Optional<String> parameter(String field, String name) {
        var wanted = name + "=";
        int at = 0;
        while ((at = field.indexOf(';', at)) >= 0) {
            at++;
            while (at < field.length() && field.charAt(at) == ' ') {
                at++;
            }
            if (field.regionMatches(true, at, wanted, 0, wanted.length())) {
                return Optional.of(value(field, at + wanted.length()));
            }
        }
        return Optional.empty();
    }

    private static String value(String field, int at) {
        if (at < field.length() && field.charAt(at) == '"') {
            int end = field.indexOf('"', at + 1);
            return field.substring(at + 1, end < 0 ? field.length() : end)
                    .replace("%22", "\"")
                    .replace("%0D", "")
                    .replace("%0A", " ");
        }
        int end = field.indexOf(';', at);
        return field.substring(at, end < 0 ? field.length() : end).strip();
    }

    private static int indexOf(byte[] body, byte[] wanted, int from) {
        int last = body.length - wanted.length;
        for (int i = from; i <= last; i++) {
            if (body[i] == wanted[0] && Arrays.equals(body, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }
}
