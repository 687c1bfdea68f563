package org.posthorn.ingress;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.Setting;
import org.posthorn.runtime.settings.Size;

/// The SMTP server.
@Group(prefix = "smtp", doc = "The SMTP server: mail from other servers, and submission by our users.")
public record SmtpSettings(
        @Setting(value = "0.0.0.0", doc = "The address that the mail ports listen on.")
        String bind,

        @Setting(value = "2525", doc = "The port for mail from other servers (25 in production).", env = "MAIL_PORT")
        int port,

        @Setting(value = "1587", doc = "The port for submission with STARTTLS (587 in production); empty for none.")
        Optional<Integer> submissionPort,

        @Setting(value = "1465", doc = "The port for submission over TLS (465 in production); empty for none.")
        Optional<Integer> submissionsPort,

        @Setting(
                doc = "Networks (CIDR) of load balancers, which must send a PROXY protocol header (version 1 or 2);"
                        + " from elsewhere the header is refused.")
        List<String> proxyNetworks,

        @Setting(value = "2000", doc = "The most sessions at a time.")
        int maxSessions,

        @Setting(value = "50", doc = "The most sessions of one client address; loopback and trusted networks are free.")
        int maxSessionsPerClient,

        @Setting(value = "10s", doc = "How long a client may take to say EHLO.")
        Duration greetingTimeout,

        @Setting(value = "5m", doc = "How long a client may take to say the next command or send more content.")
        Duration idleTimeout,

        @Setting(value = "1h", doc = "How long one session may last.")
        Duration sessionTimeout,

        @Setting(
                value = "false",
                doc = "Whether an account may send as an address that is not its own; for closed systems whose"
                        + " programs send for others.")
        boolean anySender,

        @Setting(
                value = "true",
                doc = "Whether the From field of a submission is held to the account's addresses too: an address of"
                        + " another account of ours is refused.")
        boolean checkAuthors,

        @Setting(value = "100", doc = "A message with so many Received fields goes in a circle.")
        int maxHops,

        @Setting(
                value = "256KiB",
                doc = "A message larger than this is spooled to disk while it comes in; also the largest header"
                        + " section.")
        Size spoolAbove,

        @Setting(value = "64MB", doc = "The memory for content of all sessions together.")
        Size memoryBudget,

        @Setting(value = "data/spool", doc = "The directory of the spool; emptied at the start.")
        Path spool) {}
