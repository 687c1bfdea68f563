package org.posthorn.mail.message;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One part of a message and where it stands in the octets (RFC 2045 §2.4), so that it can be cut out without reading
/// the
/// message again. `BODY[n]` is `bodyStart` to `bodyEnd`, `BODY[n.MIME]` is `headerStart` to `bodyStart`; of a message
/// within the message, `BODY[n.HEADER]` and `BODY[n.TEXT]` are those two of its only child (RFC 9051 §6.4.5.1).
///
/// @param number      as IMAP counts; empty for the multipart that is the message itself; a multipart that is an
///                    embedded message has the number of the part that it is embedded in
/// @param fields      the MIME fields of its header section
/// @param headerStart index of its header section
/// @param bodyStart   index of its body
/// @param bodyEnd     index behind its body; the line break before a boundary is not of the body (RFC 2046 §5.1.1)
/// @param lines       line breaks in the body
/// @param children    of a multipart, at least one; of an embedded message, the one part that it is
/// @param envelope    of an embedded message
public record Part(
        String number,
        Fields fields,
        int headerStart,
        int bodyStart,
        int bodyEnd,
        int lines,
        List<Part> children,
        Optional<Envelope> envelope) {

    /// The fields that describe a part.
    ///
    /// @param id          `Content-ID` with its brackets
    /// @param encoding    `Content-Transfer-Encoding` in lower case, `7bit` when missing
    /// @param md5         `Content-MD5`
    /// @param language    `Content-Language`
    /// @param location    `Content-Location`
    public record Fields(
            ContentType type,
            String encoding,
            Optional<String> id,
            Optional<String> description,
            Optional<String> md5,
            Optional<Disposition> disposition,
            List<String> language,
            Optional<String> location) {}

    public ContentType type() {
        return fields.type();
    }

    /// Octets of the body as they stand in the message.
    public int size() {
        return bodyEnd - bodyStart;
    }

    /// The file name that the sender gave the part, decoded; it is a stranger's text and may be a path.
    public Optional<String> fileName() {
        return fields.disposition().flatMap(Disposition::fileName).or(() -> type().parameter("name"));
    }

    /// Whether a reader is offered the part as a file: it says so, or has a name, or is of a kind that is not shown.
    public boolean isAttachment() {
        if (type().isMultipart()) {
            return false;
        }
        var disposition = fields.disposition().map(Disposition::type).orElse("");
        if (disposition.equals("attachment")) {
            return true;
        }
        boolean shown = type().isText() && fileName().isEmpty();
        boolean ofTheHtml = fields.id().isPresent() && type().type().equals("image");
        return !shown && !ofTheHtml;
    }

    /// This part and everything in it, in the order of the octets.
    public Stream<Part> all() {
        return Stream.concat(Stream.of(this), children.stream().flatMap(Part::all));
    }

    /// The part of this number; an embedded message before the multipart in it.
    public Optional<Part> find(String wanted) {
        return all().filter(part -> part.number.equals(wanted)).findFirst();
    }
}
