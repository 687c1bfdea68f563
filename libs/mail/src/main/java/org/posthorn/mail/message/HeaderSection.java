package org.posthorn.mail.message;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.posthorn.mail.LineBreaks;
import org.posthorn.mail.Parsed;

/// The header section of a message (RFC 5322 §2.2): where its fields stand in the octets. Nothing is copied before it
/// is asked for.
///
/// A line that is neither a field nor a continuation ends the section, as it does for most servers; then the body
/// begins with that line. Lines may end with a bare LF, since stored mail from elsewhere does.
public final class HeaderSection {
    /// How much of a header section is read.
    ///
    /// @param maxOctets of the whole section
    /// @param maxFields fields
    public record Limits(int maxOctets, int maxFields) {
        public static final Limits DEFAULT = new Limits(256 * 1024, 2_000);
    }

    private final byte[] content;
    private final int start;
    private final int bodyStart;
    private final List<HeaderField> fields;

    private HeaderSection(byte[] content, int start, int bodyStart, List<HeaderField> fields) {
        this.content = content;
        this.start = start;
        this.bodyStart = bodyStart;
        this.fields = fields;
    }

    /// Reads the section that begins at `from`; malformed when it passes a limit.
    public static Parsed<HeaderSection> parse(byte[] content, int from, int to, Limits limits) {
        var section = scan(content, from, to, limits);
        if (section.bodyStart - from > limits.maxOctets()) {
            return Parsed.malformed("The header section is too large");
        }
        if (section.fields.size() > limits.maxFields()) {
            return Parsed.malformed("The header section has too many fields");
        }
        return Parsed.ok(section);
    }

    /// Reads the section of a whole message; past a limit, the rest counts as body.
    public static HeaderSection of(byte[] content) {
        return of(content, 0, content.length);
    }

    /// Reads the section that begins at `from`; past a limit, the rest counts as body.
    public static HeaderSection of(byte[] content, int from, int to) {
        return scan(content, from, to, Limits.DEFAULT);
    }

    private static HeaderSection scan(byte[] content, int from, int to, Limits limits) {
        var fields = new ArrayList<HeaderField>(24);
        int lineStart = from;
        int fieldStart = -1;
        int nameEnd = -1;
        while (lineStart < to && fields.size() <= limits.maxFields() && lineStart - from <= limits.maxOctets()) {
            int lf = LineBreaks.nextLf(content, lineStart, to);
            int next = Math.min(lf + 1, to);
            int first = content[lineStart];
            boolean folded = (first == ' ' || first == '\t') && fieldStart >= 0;
            if (!folded) {
                if (fieldStart >= 0) {
                    fields.add(new HeaderField(content, fieldStart, nameEnd, lineStart));
                }
                fieldStart = -1;
                if (isEmptyLine(content, lineStart, lf)) {
                    return new HeaderSection(content, from, next, fields);
                }
                nameEnd = colon(content, lineStart, lf);
                if (nameEnd < 0) {
                    return new HeaderSection(content, from, lineStart, fields);
                }
                fieldStart = lineStart;
            }
            lineStart = next;
        }
        if (fieldStart >= 0) {
            fields.add(new HeaderField(content, fieldStart, nameEnd, lineStart));
        }
        return new HeaderSection(content, from, lineStart, fields);
    }

    private static boolean isEmptyLine(byte[] content, int from, int lf) {
        return lf == from || (lf == from + 1 && content[from] == '\r');
    }

    /// The colon that ends a field's name, or -1 when the line begins no field.
    private static int colon(byte[] content, int from, int to) {
        for (int i = from; i < to; i++) {
            int c = content[i];
            if (c == ':') {
                return i == from ? -1 : i;
            }
            boolean spaceBeforeColon = (c == ' ' || c == '\t') && i > from;
            if ((c <= ' ' && !spaceBeforeColon) || c == 0x7F) {
                return -1;
            }
        }
        return -1;
    }

    public List<HeaderField> fields() {
        return Collections.unmodifiableList(fields);
    }

    /// The first field of this name.
    public Optional<HeaderField> first(String name) {
        for (var field : fields) {
            if (field.is(name)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    /// The unfolded value of the first field of this name.
    public Optional<String> value(String name) {
        return first(name).map(HeaderField::value);
    }

    /// Every field of this name, from the top.
    public List<HeaderField> all(String name) {
        return fields.stream().filter(field -> field.is(name)).toList();
    }

    public boolean has(String name) {
        return first(name).isPresent();
    }

    public int count(String name) {
        int count = 0;
        for (var field : fields) {
            count += field.is(name) ? 1 : 0;
        }
        return count;
    }

    /// The index of the first octet.
    public int start() {
        return start;
    }

    /// The index at which the body begins, behind the empty line.
    public int bodyStart() {
        return bodyStart;
    }

    /// The octets of the section, with the empty line when it is there.
    public byte[] octets() {
        return Arrays.copyOfRange(content, start, bodyStart);
    }

    /// The octets of the section with some fields left out; every other octet stays as it is.
    public byte[] octetsWithout(Predicate<HeaderField> dropped) {
        var kept = new ByteArrayOutputStream(bodyStart - start);
        int from = start;
        for (var field : fields) {
            if (dropped.test(field)) {
                kept.write(content, from, field.start() - from);
                from = field.end();
            }
        }
        kept.write(content, from, bodyStart - from);
        return kept.toByteArray();
    }
}
