package org.posthorn.ingress.listener;

import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.posthorn.events.MessageRefused;
import org.posthorn.ingress.acceptance.MessageAcceptance;
import org.posthorn.ingress.admission.Admission;
import org.posthorn.ingress.authentication.LoginCheck;
import org.posthorn.ingress.limits.Limits;
import org.posthorn.ingress.session.Answer;
import org.posthorn.ingress.session.ClientAddress;
import org.posthorn.ingress.session.Facts;
import org.posthorn.ingress.session.Login;
import org.posthorn.ingress.session.Replies;
import org.posthorn.ingress.session.Session;
import org.posthorn.mail.smtp.Reply;
import org.posthorn.runtime.LogText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What every session works with.
record SessionServices(
        Session session,
        Admission admission,
        Limits limits,
        MessageAcceptance acceptance,
        LoginCheck logins,
        SSLContext tls,
        RefusalLog refusals,
        IngressMetrics metrics,
        SessionTimes times) {
    private static final Logger LOG = LoggerFactory.getLogger(SessionServices.class);

    /// What was refused.
    ///
    /// @param at the command, or `CONNECT`
    record Refused(String at, Optional<String> reversePath, Optional<String> forwardPath) {
        static Refused at(String command) {
            return new Refused(command, Optional.empty(), Optional.empty());
        }
    }

    /// Tells of a refusal: the figures, the log, and others through the refusal log.
    void tell(ClientAddress client, Facts facts, Refused what, Answer.Refused why) {
        metrics.refused(why.reply().severity() == Reply.Severity.PERMANENT);
        if (!why.reply().equals(Replies.BLOCKED)) {
            LOG.info("refused at={} client={} reply={}", what.at(), client.ip(), why.reply());
        } else if (what.reversePath().isEmpty()) {
            LOG.info("smtp: Rejected blocked IP: {}", client.ip());
        } else {
            LOG.info(
                    "smtp: Rejected blocked sender: {} (IP: {})",
                    LogText.of(what.reversePath().get()),
                    client.ip());
        }
        refusals.refused(new MessageRefused(
                Instant.now(),
                acceptance.client(client, facts),
                facts.listener().label(),
                what.at(),
                what.reversePath(),
                what.forwardPath(),
                facts.login().map(Login::account),
                why.reply().toString(),
                why.rule()));
    }
}
