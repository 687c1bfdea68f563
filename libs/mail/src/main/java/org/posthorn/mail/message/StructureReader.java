package org.posthorn.mail.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.posthorn.mail.LineBreaks;

/// Takes a message apart in one pass (RFC 2046 §5.1). Bodies are read line by line for the boundaries of all multiparts
/// that
/// are open; the boundary of an outer one ends the inner ones, as for a multipart whose end was cut off.
final class StructureReader {
    private static final int MAX_BOUNDARY = 200;

    private final byte[] content;
    private final MimeStructure.Limits limits;
    private final List<byte[]> boundaries = new ArrayList<>();
    private int parts;
    private boolean complete = true;

    /// Where the pass stands: behind the delimiter line that was found, or at the end.
    private int position;
    /// Index among the open boundaries of the delimiter that ended the last body; -1 at the end of the message.
    private int delimiter = -1;
    private boolean delimiterCloses;
    /// End and lines of the last body.
    private int bodyEnd;
    private int lines;

    StructureReader(byte[] content, MimeStructure.Limits limits) {
        this.content = content;
        this.limits = limits;
    }

    MimeStructure read() {
        var header = HeaderSection.of(content);
        var root = part(header, "", ContentType.TEXT, 0);
        return new MimeStructure(header, Envelope.of(header), root, complete);
    }

    /// Reads the part whose header section was read.
    ///
    /// @param number of the part; empty for a whole message, and then `1` for what is not a multipart
    private Part part(HeaderSection header, String number, ContentType fallback, int depth) {
        parts++;
        var fields = fields(header, fallback);
        position = header.bodyStart();
        boolean divided = depth < limits.maxDepth() && parts < limits.maxParts();
        if (fields.type().isMultipart()) {
            var boundary = boundary(fields.type());
            if (boundary.isPresent() && divided) {
                return multipart(header, number, fields, boundary.get(), depth);
            }
            complete &= divided;
            fields = withType(fields, divided ? ContentType.TEXT : ContentType.OCTETS);
        } else if (fields.type().isMessage()) {
            if (divided) {
                return embedded(header, number.isEmpty() ? "1" : number, fields, depth);
            }
            complete = false;
            fields = withType(fields, ContentType.OCTETS);
        }
        readBody(header.bodyStart(), header.bodyStart());
        return leaf(header, number.isEmpty() ? "1" : number, fields);
    }

    private Part leaf(HeaderSection header, String number, Part.Fields fields) {
        return new Part(
                number, fields, header.start(), header.bodyStart(), bodyEnd, lines, List.of(), Optional.empty());
    }

    private Part multipart(HeaderSection header, String number, Part.Fields fields, byte[] boundary, int depth) {
        int level = boundaries.size();
        boundaries.add(boundary);
        var fallback = fields.type().subtype().equals("digest") ? ContentType.MESSAGE : ContentType.TEXT;
        var children = new ArrayList<Part>();
        readBody(header.bodyStart(), header.bodyStart());
        int end = bodyEnd;
        while (delimiter == level && !delimiterCloses && parts < limits.maxParts()) {
            int childStart = position;
            var childHeader = HeaderSection.of(content, childStart, headerEnd(childStart));
            var childNumber = (number.isEmpty() ? "" : number + ".") + (children.size() + 1);
            var child = part(childHeader, childNumber, fallback, depth + 1);
            children.add(child);
            end = child.bodyEnd();
        }
        complete &= delimiter != level || delimiterCloses;
        boundaries.removeLast();
        if (delimiter == level) {
            // The epilogue, and every part past the limit.
            readBody(position, header.bodyStart());
            end = bodyEnd;
        }
        bodyEnd = Math.max(end, header.bodyStart());
        lines = countLines(header.bodyStart(), bodyEnd);
        if (children.isEmpty()) {
            children.add(emptyText(number, bodyEnd));
        }
        return new Part(
                number,
                fields,
                header.start(),
                header.bodyStart(),
                bodyEnd,
                lines,
                List.copyOf(children),
                Optional.empty());
    }

    /// A multipart without parts is shown as one with an empty text, because IMAP's grammar needs a part.
    private static Part emptyText(String number, int at) {
        var fields = new Part.Fields(
                ContentType.TEXT,
                "7bit",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
        return new Part(number.isEmpty() ? "1" : number + ".1", fields, at, at, at, 0, List.of(), Optional.empty());
    }

    private Part embedded(HeaderSection header, String number, Part.Fields fields, int depth) {
        var inner = HeaderSection.of(content, header.bodyStart(), headerEnd(header.bodyStart()));
        var innerType = fields(inner, ContentType.TEXT).type();
        boolean numbered = !innerType.isMultipart() || boundary(innerType).isEmpty();
        var child = part(inner, numbered ? number + ".1" : number, ContentType.TEXT, depth + 1);
        bodyEnd = child.bodyEnd();
        lines = countLines(header.bodyStart(), bodyEnd);
        return new Part(
                number,
                fields,
                header.start(),
                header.bodyStart(),
                bodyEnd,
                lines,
                List.of(child),
                Optional.of(Envelope.of(inner)));
    }

    /// The end of what may be read as the header section at `from`: a boundary ends even a header section that has no
    /// empty line.
    private int headerEnd(int from) {
        int line = from;
        while (line < content.length) {
            if (delimiterAt(line) >= 0) {
                return line;
            }
            int lf = LineBreaks.nextLf(content, line, content.length);
            if (lf - line <= 1 && (lf == line || content[line] == '\r')) {
                return Math.min(lf + 1, content.length);
            }
            line = lf + 1;
        }
        return content.length;
    }

    /// Reads from `from` to the next delimiter line of an open multipart, for a body that began at `bodyStart`.
    private void readBody(int from, int bodyStart) {
        int line = from;
        int count = 0;
        while (line < content.length) {
            int found = delimiterAt(line);
            if (found >= 0) {
                delimiter = found;
                endBodyBefore(line, bodyStart, count);
                return;
            }
            int lf = LineBreaks.nextLf(content, line, content.length);
            count += lf < content.length ? 1 : 0;
            line = lf + 1;
        }
        delimiter = -1;
        bodyEnd = content.length;
        lines = count;
        position = content.length;
    }

    private void endBodyBefore(int line, int bodyStart, int count) {
        int end = line;
        if (end > bodyStart && content[end - 1] == '\n') {
            end--;
            if (end > bodyStart && content[end - 1] == '\r') {
                end--;
            }
        }
        bodyEnd = end;
        lines = Math.max(0, end < line ? count - 1 : count);
        int lineEnd = line + 2 + boundaries.get(delimiter).length;
        delimiterCloses = lineEnd + 1 < content.length && content[lineEnd] == '-' && content[lineEnd + 1] == '-';
        position = Math.min(LineBreaks.nextLf(content, line, content.length) + 1, content.length);
    }

    /// The innermost open boundary whose delimiter line begins at `line`, or -1.
    private int delimiterAt(int line) {
        if (boundaries.isEmpty() || line + 2 >= content.length || content[line] != '-' || content[line + 1] != '-') {
            return -1;
        }
        for (int i = boundaries.size() - 1; i >= 0; i--) {
            var boundary = boundaries.get(i);
            int end = line + 2 + boundary.length;
            if (end <= content.length
                    && Arrays.equals(content, line + 2, end, boundary, 0, boundary.length)
                    && endsDelimiter(end)) {
                return i;
            }
        }
        return -1;
    }

    /// Only `--` and white space may follow, so that one boundary may begin with another (RFC 2046 §5.1.2).
    private boolean endsDelimiter(int from) {
        int i = from;
        if (i + 1 < content.length && content[i] == '-' && content[i + 1] == '-') {
            i += 2;
        }
        while (i < content.length && (content[i] == ' ' || content[i] == '\t' || content[i] == '\r')) {
            i++;
        }
        return i == content.length || content[i] == '\n';
    }

    private int countLines(int from, int to) {
        int count = 0;
        int i = LineBreaks.nextLf(content, from, to);
        while (i < to) {
            count++;
            i = LineBreaks.nextLf(content, i + 1, to);
        }
        return count;
    }

    private static Optional<byte[]> boundary(ContentType type) {
        return type.parameter("boundary")
                .map(String::stripTrailing)
                .filter(boundary -> !boundary.isEmpty() && boundary.length() <= MAX_BOUNDARY)
                .map(boundary -> boundary.getBytes(StandardCharsets.UTF_8));
    }

    private static Part.Fields withType(Part.Fields fields, ContentType type) {
        return new Part.Fields(
                type,
                fields.encoding(),
                fields.id(),
                fields.description(),
                fields.md5(),
                fields.disposition(),
                fields.language(),
                fields.location());
    }

    private static Part.Fields fields(HeaderSection header, ContentType fallback) {
        var encoding = header.value("Content-Transfer-Encoding").orElse("");
        return new Part.Fields(
                header.value("Content-Type")
                        .map(value -> ContentType.parse(value, fallback))
                        .orElse(fallback),
                encoding.isEmpty() ? "7bit" : new ParameterReader(encoding).token(),
                header.value("Content-ID"),
                header.value("Content-Description"),
                header.value("Content-MD5"),
                header.value("Content-Disposition").flatMap(Disposition::parse),
                header.value("Content-Language").stream()
                        .flatMap(value -> Stream.of(value.split(",", -1)))
                        .map(tag -> tag.strip().toLowerCase(Locale.ROOT))
                        .filter(tag -> !tag.isEmpty())
                        .toList(),
                header.value("Content-Location"));
    }
}
