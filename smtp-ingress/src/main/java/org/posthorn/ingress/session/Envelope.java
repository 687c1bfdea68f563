package org.posthorn.ingress.session;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.posthorn.mail.address.MailboxAddress;
import org.posthorn.mail.address.ReversePath;
import org.posthorn.mail.smtp.MailParameters;
import org.posthorn.mail.smtp.RcptParameters;

/// The envelope of the transaction that is under way (RFC 5321 §3.3).
///
/// @param recipients those that were accepted, each once
public record Envelope(ReversePath from, MailParameters parameters, List<Recipient> recipients) {

    /// An accepted forward-path; a bare name has its domain by now.
    public record Recipient(MailboxAddress address, RcptParameters parameters) {}

    static Envelope from(ReversePath from, MailParameters parameters) {
        return new Envelope(from, parameters, List.of());
    }

    /// With one more recipient; one that is there already counts once, with its first parameters.
    Envelope with(Recipient recipient) {
        for (var known : recipients) {
            if (known.address().equals(recipient.address())) {
                return this;
            }
        }
        var more = new ArrayList<Recipient>(recipients.size() + 1);
        more.addAll(recipients);
        more.add(recipient);
        return new Envelope(from, parameters, Collections.unmodifiableList(more));
    }
}
