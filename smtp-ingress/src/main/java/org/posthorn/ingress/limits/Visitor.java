package org.posthorn.ingress.limits;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthorn.ingress.session.Login;
import org.posthorn.mail.address.MailboxAddress;
import org.posthorn.runtime.limits.LimitKind;

/// The client of one session, and what its transaction takes of limits. A message and its recipients are counted from
/// MAIL and RCPT on, so that many sessions at once are no way round a limit, and given back when the message is not
/// accepted. Confined to its session's thread.
public final class Visitor {
    private final Limits limits;
    private final InetAddress address;
    private final boolean exempt;
    private final List<Taken> taken = new ArrayList<>();
    private final Set<String> recipients = new HashSet<>();

    private sealed interface Taken {
        record Message(LimitKind kind, String subject, Instant at) implements Taken {}

        record Recipient(Login login, MailboxAddress recipient, Instant at) implements Taken {}
    }

    Visitor(Limits limits, InetAddress address, boolean exempt) {
        this.limits = limits;
        this.address = address;
        this.exempt = exempt;
    }

    public InetAddress address() {
        return address;
    }

    /// Counts a connection.
    ///
    /// @return whether it is one too many
    public boolean connectsTooOften() {
        return !exempt && !limits.connects(address);
    }

    /// Whether it has given too many wrong passwords.
    public boolean guessedTooOften() {
        return !exempt && limits.guessedTooOften(address);
    }

    /// It gave a wrong password.
    public void guessed() {
        if (!exempt) {
            limits.guessed(address);
        }
    }

    /// Takes a message of an account, or of a sender of the world; the null reverse-path is free.
    ///
    /// @return which limit it is over
    public Optional<LimitKind> message(Optional<Login> login, Optional<MailboxAddress> sender) {
        release();
        if (exempt) {
            return Optional.empty();
        }
        return login.isPresent()
                ? message(LimitKind.SUBMISSION, MailboxAddress.of(login.get().address()))
                : sender.flatMap(from -> message(LimitKind.MESSAGE, from));
    }

    private Optional<LimitKind> message(LimitKind kind, MailboxAddress subject) {
        var at = limits.take(kind, subject);
        at.ifPresent(time -> taken.add(new Taken.Message(kind, subject.key(), time)));
        return at.isPresent() ? Optional.empty() : Optional.of(kind);
    }

    /// Takes a recipient, when it is one to whom the account has not written lately.
    ///
    /// @return which limit it is over
    public Optional<LimitKind> recipient(Optional<Login> login, MailboxAddress recipient) {
        if (exempt || login.isEmpty() || limits.knows(login.get(), recipient) || !recipients.add(recipient.key())) {
            return Optional.empty();
        }
        var at = limits.take(LimitKind.RECIPIENT, MailboxAddress.of(login.get().address()));
        if (at.isEmpty()) {
            recipients.remove(recipient.key());
            return Optional.of(LimitKind.RECIPIENT);
        }
        taken.add(new Taken.Recipient(login.get(), recipient, at.get()));
        return Optional.empty();
    }

    /// The message was accepted: others hear of it.
    public void keep() {
        for (var part : taken) {
            switch (part) {
                case Taken.Message(var kind, var subject, var at) -> limits.keep(kind, subject, at);
                case Taken.Recipient(var login, var recipient, var at) -> limits.keep(login, recipient, at);
            }
        }
        clear();
    }

    /// The transaction came to nothing.
    public void release() {
        for (var part : taken) {
            switch (part) {
                case Taken.Message(var kind, var subject, var at) -> limits.takeBack(kind, subject, at);
                case Taken.Recipient(var login, var _, var at) ->
                    limits.takeBack(LimitKind.RECIPIENT, Limits.subject(login), at);
            }
        }
        clear();
    }

    private void clear() {
        taken.clear();
        recipients.clear();
    }
}
