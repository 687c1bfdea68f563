package org.example.mailets;

import jakarta.mail.MessagingException;
import java.util.ArrayList;
import java.util.Objects;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Attribute;
import org.apache.mailet.Mail;
import org.apache.mailet.Mailet;
import org.apache.mailet.MailetConfig;
import org.jspecify.annotations.Nullable;

/// Sends a copy of each message to an archive and says so in a header field. Parameters: `to`, an address.
public final class Journal implements Mailet {
    private @Nullable MailAddress archive;

    @Override
    public void init(MailetConfig config) throws MessagingException {
        var to = config.getInitParameter("to");
        if (to == null) {
            throw new MessagingException("the parameter <to> is missing");
        }
        archive = new MailAddress(to);
    }

    @Override
    public void service(Mail mail) throws MessagingException {
        // it may run again for the same message: setHeader and the check keep it from doing things twice
        mail.getMessage().setHeader("X-Journal", "kept");
        var archive = Objects.requireNonNull(this.archive);
        var recipients = new ArrayList<>(mail.getRecipients());
        if (!recipients.contains(archive)) {
            recipients.add(archive);
        }
        mail.setRecipients(recipients);
        mail.setAttribute(Attribute.convertToAttribute("journal", archive.asString()));
    }
}
