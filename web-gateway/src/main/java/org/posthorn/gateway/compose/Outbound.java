package org.posthorn.gateway.compose;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.MailEnvelope;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageId;
import org.posthorn.events.Origin;
import org.posthorn.events.Recipient;
import org.posthorn.gateway.client.Directory;
import org.posthorn.gateway.credit.CreditWords;
import org.posthorn.gateway.login.Session;
import org.posthorn.mail.address.Domain;
import org.posthorn.runtime.acceptance.Acceptance;
import org.posthorn.runtime.acceptance.AcceptanceClosed;
import org.posthorn.runtime.acceptance.AcceptanceUnavailable;
import org.posthorn.runtime.acceptance.Octets;
import org.posthorn.runtime.settings.MailSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends a finished message: checks it, and hands it to Acceptance exactly once.
public final class Outbound {
    private static final Logger LOG = LoggerFactory.getLogger(Outbound.class);
    private static final int POLLS = 100;

    private final Acceptance acceptance;
    private final SubmissionStore submissions;
    private final Directory directory;
    private final CreditWords credits;
    private final MailSettings settings;
    private final InstantSource clock;

    /// What a message is checked against.
    public record Checks(Directory directory, CreditWords credits, MailSettings settings) {}

    public Outbound(Acceptance acceptance, SubmissionStore submissions, Checks checks, InstantSource clock) {
        this.acceptance = acceptance;
        this.submissions = submissions;
        this.directory = checks.directory();
        this.credits = checks.credits();
        this.settings = checks.settings();
        this.clock = clock;
    }

    /// What it costs to send, and what is left; nothing when it is free.
    Optional<String> cost(Session session) {
        return credits.beforeSending(session.account());
    }

    /// What became of pressing Send.
    sealed interface Result {
        /// It is in the log, now or since an earlier try.
        record Sent() implements Result {}

        /// It was not sent; each sentence says what to change.
        record NotSent(List<String> mistakes) implements Result {}
    }

    /// Every reason why this message cannot be sent as it is.
    private List<String> mistakes(Session session, Draft draft) {
        var mistakes = new ArrayList<String>();
        var everyone = everyone(draft);
        if (everyone.isEmpty()) {
            mistakes.add("Say who should get it: To, Cc or Bcc needs an address.");
        }
        if (everyone.size() > settings.maxRecipients()) {
            mistakes.add("A message can have " + settings.maxRecipients() + " recipients; this one has "
                    + everyone.size() + ".");
        }
        for (var person : people(draft)) {
            if (isUnknown(person)) {
                mistakes.add("550 5.1.1 User not found: nobody here has the address "
                        + person.address().display() + ".");
            } else if (directory.isLoaded() && directory.isFull(person.address().key())) {
                mistakes.add("452 4.2.2 Mailbox full, try again later: "
                        + person.address().display() + " has no room for more mail.");
            }
        }
        credits.shortfall(session.account(), external(draft))
                .ifPresent(shortfall -> mistakes.add("552 5.7.0 " + shortfall.sentence()));
        return mistakes;
    }

    /// How many recipients are on other servers.
    private int external(Draft draft) {
        if (!directory.isLoaded()) {
            return 0;
        }
        return Math.toIntExact(people(draft).stream()
                .filter(person -> !directory.serves(
                        person.address().domain().map(Domain::ascii).orElse("")))
                .map(person -> person.address().key())
                .distinct()
                .count());
    }

    /// Only our own domains can be looked up; for others the answer comes as mail.
    private boolean isUnknown(Recipients.Person person) {
        var domain = person.address().domain().map(Domain::ascii).orElse("");
        return directory.isLoaded()
                && directory.serves(domain)
                && !directory.knows(person.address().key());
    }

    /// Sends it, unless the same key was used before.
    Result send(Session session, String key, Draft draft) {
        var mistakes = mistakes(session, draft);
        if (!mistakes.isEmpty()) {
            return new Result.NotSent(mistakes);
        }
        var now = clock.instant();
        var claimed = submissions.claim(session.account(), key, now);
        if (claimed.isEmpty()) {
            return awaitOther(session, key);
        }
        return accept(session, key, draft, claimed.get(), now);
    }

    private Result accept(Session session, String key, Draft draft, MessageId id, Instant now) {
        byte[] octets = MessageWriter.write(draft.withoutBcc());
        if (octets.length > settings.maxMessageSize().bytes()) {
            submissions.release(session.account(), key);
            return new Result.NotSent(List.of("The message is too large: " + (octets.length >> 20)
                    + " MB with its attachments, and at most " + settings.maxMessageSize() + " can be sent."));
        }
        try {
            acceptance.accept(
                    accepted(session, draft, id, now, octets.length), new Octets.InMemory(octets), Optional.empty());
        } catch (AcceptanceClosed e) {
            LOG.warn("compose-refused account={} reason={}", session.account(), e.getMessage());
            submissions.release(session.account(), key);
            return new Result.NotSent(List.of("452 4.3.1 The mail system has too little disk space to take messages."
                    + " Your draft is kept; try again later."));
        } catch (AcceptanceUnavailable e) {
            LOG.warn("compose-failed account={} reason={}", session.account(), e.getMessage());
            submissions.release(session.account(), key);
            return new Result.NotSent(List.of(
                    "The mail system does not take messages at the moment. Your draft is kept; try again soon."));
        }
        submissions.sent(session.account(), key);
        LOG.info(
                "composed message={} account={} recipients={}",
                id,
                session.account(),
                everyone(draft).size());
        return new Result.Sent();
    }

    private static MessageAccepted accepted(Session session, Draft draft, MessageId id, Instant now, int size) {
        var people = people(draft);
        boolean utf8 = people.stream().anyMatch(person -> person.address().needsSmtpUtf8())
                || draft.from().address().needsSmtpUtf8();
        var envelope = new MailEnvelope(
                draft.from().address().toString(),
                everyone(draft).stream().map(Recipient::of).toList(),
                utf8,
                utf8,
                false,
                Optional.empty(),
                Optional.empty());
        var blind = Recipients.Read.addresses(draft.bcc());
        return new MessageAccepted(
                id, now, new Origin.Web(session.account(), true, blind), Optional.empty(), envelope, size);
    }

    /// A second click while the first is under way: its outcome is ours.
    private Result awaitOther(Session session, String key) {
        for (int poll = 0; poll < POLLS; poll++) {
            if (submissions.isSent(session.account(), key)) {
                return new Result.Sent();
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        return new Result.NotSent(List.of("This message is being sent already. Look into Sent before you try again."));
    }

    private static List<Recipients.Person> people(Draft draft) {
        var people = new ArrayList<Recipients.Person>(draft.to());
        people.addAll(draft.cc());
        people.addAll(draft.bcc());
        return people;
    }

    private static List<String> everyone(Draft draft) {
        return Recipients.Read.addresses(people(draft));
    }
}
