package org.posthorn.runtime.settings;

import java.util.List;
import java.util.Optional;

/// What several services need to know about the mail system as a whole.
@Group(prefix = "mail", doc = "The mail system as a whole.")
public record MailSettings(
        @Setting(
                value = "localhost",
                doc = "The default domain: of bare user names and of the first account.",
                env = {"MAIL_DOMAIN", "EMAIL_DOMAIN", "DOMAIN"})
        String domain,

        @Setting(
                doc = "Host names of this system; the first is used in greetings, in EHLO and in trace header fields."
                        + " When empty, `mail.` and the default domain, or `localhost`.",
                env = "HOSTNAMES")
        List<String> hostname,

        @Setting(
                value = "default",
                doc = "The DKIM selector of domains without one of their own.",
                env = "MAIL_SELECTOR")
        String selector,

        @Setting(
                doc = "The account or address that mail to postmaster@ and abuse@ of every domain goes to; when"
                        + " empty, the first admin account.",
                env = "POSTMASTER")
        Optional<String> postmaster,

        @Setting(
                value = "10MB",
                doc = "The largest message that is accepted, in submission and from other servers.",
                env = "MESSAGE_SIZE_LIMIT")
        Size maxMessageSize,

        @Setting(value = "50", doc = "The most recipients of one message.")
        int maxRecipients,

        @Setting(doc = "Networks (CIDR) that may relay without authentication; none by default.", env = "SUBNET")
        List<String> trustedNetworks) {

    /// The name this system calls itself by.
    public String primaryHostname() {
        if (!hostname.isEmpty()) {
            return hostname.getFirst();
        }
        return domain.equals("localhost") ? domain : "mail." + domain;
    }
}
