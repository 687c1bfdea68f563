package org.posthorn.ingress.session;

import java.util.ArrayList;
import java.util.List;
import org.posthorn.mail.smtp.EnhancedStatus;
import org.posthorn.mail.smtp.Reply;

/// What this server offers in its reply to EHLO (RFC 5321 §4.1.1.1).
///
/// @param hostname      our name
/// @param maxSize       the largest message (RFC 1870)
/// @param maxRecipients of one message (RFC 9422)
public record Offer(String hostname, long maxSize, int maxRecipients) {

    Reply greeting(ListenerKind listener) {
        return Reply.plain(220, hostname + " ESMTP Posthorn" + (listener.isSubmission() ? " submission" : ""));
    }

    Reply toHelo() {
        return Reply.plain(250, hostname);
    }

    Reply toEhlo(Facts facts) {
        List<String> lines = new ArrayList<>(12);
        lines.add(hostname);
        lines.add("PIPELINING");
        lines.add("SIZE " + maxSize);
        lines.add("8BITMIME");
        lines.add("SMTPUTF8");
        lines.add("CHUNKING");
        lines.add("DSN");
        lines.add("ENHANCEDSTATUSCODES");
        if (facts.tls().isEmpty()) {
            lines.add("STARTTLS");
        } else {
            lines.add("REQUIRETLS");
        }
        if (facts.mayAuthenticate() && facts.login().isEmpty()) {
            lines.add("AUTH PLAIN LOGIN");
        }
        lines.add("LIMITS RCPTMAX=" + maxRecipients);
        return new Reply(250, EnhancedStatus.NONE, lines);
    }
}
