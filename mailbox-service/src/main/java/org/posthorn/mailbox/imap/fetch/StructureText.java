package org.posthorn.mailbox.imap.fetch;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.posthorn.mail.message.Envelope;
import org.posthorn.mail.message.HeaderAddress;
import org.posthorn.mail.message.Parameter;
import org.posthorn.mail.message.Part;
import org.posthorn.mailbox.imap.wire.ResponseWriter;

/// `ENVELOPE`, `BODY` and `BODYSTRUCTURE` (RFC 9051 §7.5.2).
public final class StructureText {
    private final ResponseWriter out;

    public StructureText(ResponseWriter out) {
        this.out = out;
    }

    public void envelope(Envelope envelope) throws IOException {
        out.text("(").nstring(envelope.date());
        out.text(" ").nstring(envelope.subject());
        addresses(envelope.from());
        addresses(envelope.sender());
        addresses(envelope.replyTo());
        addresses(envelope.to());
        addresses(envelope.cc());
        addresses(envelope.bcc());
        out.text(" ").nstring(envelope.inReplyTo());
        out.text(" ").nstring(envelope.messageId());
        out.text(")");
    }

    private void addresses(List<HeaderAddress> addresses) throws IOException {
        if (addresses.isEmpty()) {
            out.text(" NIL");
            return;
        }
        out.text(" (");
        for (var address : addresses) {
            switch (address) {
                case HeaderAddress.Mailbox mailbox -> mailbox(mailbox);
                case HeaderAddress.Group(var name, var members) -> {
                    out.text("(NIL NIL ").string(name).text(" NIL)");
                    for (var member : members) {
                        mailbox(member);
                    }
                    out.text("(NIL NIL NIL NIL)");
                }
            }
        }
        out.text(")");
    }

    /// A local-part is never NIL, which would mean a group.
    private void mailbox(HeaderAddress.Mailbox mailbox) throws IOException {
        out.text("(").nstring(mailbox.name());
        out.text(" NIL ").string(mailbox.localPart());
        out.text(" ").string(mailbox.domain()).text(")");
    }

    /// @param extended with what `BODYSTRUCTURE` has and `BODY` has not
    public void structure(Part part, boolean extended) throws IOException {
        out.text("(");
        if (part.type().isMultipart()) {
            multipart(part, extended);
        } else {
            single(part, extended);
        }
        out.text(")");
    }

    private void multipart(Part part, boolean extended) throws IOException {
        for (var child : part.children()) {
            structure(child, extended);
        }
        out.text(" ").string(upper(part.type().subtype()));
        if (extended) {
            out.text(" ");
            parameters(part.type().parameters());
            extension(part);
        }
    }

    private void single(Part part, boolean extended) throws IOException {
        var fields = part.fields();
        out.string(upper(part.type().type()))
                .text(" ")
                .string(upper(part.type().subtype()))
                .text(" ");
        parameters(part.type().parameters());
        out.text(" ").nstring(fields.id());
        out.text(" ").nstring(fields.description());
        out.text(" ").string(upper(fields.encoding()));
        out.text(" ").number(part.size());
        if (part.envelope().isPresent() && !part.children().isEmpty()) {
            out.text(" ");
            envelope(part.envelope().get());
            out.text(" ");
            structure(part.children().getFirst(), extended);
            out.text(" ").number(part.lines());
        } else if (part.type().isText()) {
            out.text(" ").number(part.lines());
        }
        if (extended) {
            out.text(" ").nstring(fields.md5());
            extension(part);
        }
    }

    private void extension(Part part) throws IOException {
        var fields = part.fields();
        out.text(" ");
        if (fields.disposition().isPresent()) {
            var disposition = fields.disposition().get();
            out.text("(").string(upper(disposition.type())).text(" ");
            parameters(disposition.parameters());
            out.text(")");
        } else {
            out.text("NIL");
        }
        out.text(" ");
        language(fields.language());
        out.text(" ").nstring(fields.location());
    }

    private void language(List<String> tags) throws IOException {
        switch (tags.size()) {
            case 0 -> out.text("NIL");
            case 1 -> out.string(tags.getFirst());
            default -> {
                out.text("(");
                for (int i = 0; i < tags.size(); i++) {
                    out.text(i > 0 ? " " : "").string(tags.get(i));
                }
                out.text(")");
            }
        }
    }

    private void parameters(List<Parameter> parameters) throws IOException {
        if (parameters.isEmpty()) {
            out.text("NIL");
            return;
        }
        out.text("(");
        boolean first = true;
        for (var parameter : parameters) {
            out.text(first ? "" : " ").string(upper(parameter.name())).text(" ").string(parameter.value());
            first = false;
        }
        out.text(")");
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }
}
