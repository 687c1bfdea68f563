package org.posthorn.events;

import java.util.List;
import java.util.Optional;
import org.posthorn.events.Topic.Keep;
import org.posthorn.events.Topic.Partitions;

/// Every topic. `docs/events.md` is generated from here.
public final class Topics {
    /// Accepted messages. Written only through Acceptance.
    public static final Topic<MessageAccepted> MAIL_ACCEPTED = new Topic<>(
            "mail.accepted",
            "Every message that we took responsibility for.",
            "message id",
            List.of(MessageAccepted.class),
            true,
            Keep.UNTIL_CHECKPOINT,
            true,
            new Partitions(1, 12),
            "Acceptance (smtp-ingress, web-gateway; notifications of delivery-worker, policy-service, mailbox-service)",
            List.of("policy-service", "web-gateway"));

    /// Accepted messages whose evidence is late.
    public static final Topic<MessageAccepted> MAIL_WAITING = new Topic<>(
            "mail.waiting",
            "Messages whose evidence is late; moved here in the transaction that read them.",
            "message id",
            List.of(MessageAccepted.class),
            true,
            Keep.UNTIL_CHECKPOINT,
            false,
            new Partitions(1, 12),
            "policy-service",
            List.of("policy-service"));

    /// Refusals inside sessions.
    public static final Topic<MessageRefused> MAIL_REFUSED = new Topic<>(
            "mail.refused",
            "What was refused in a session, and why.",
            "client network",
            List.of(MessageRefused.class),
            false,
            Keep.WEEK,
            false,
            new Partitions(1, 6),
            "smtp-ingress",
            List.of("policy-service", "web-gateway"));

    /// Counts for limits.
    public static final Topic<SmtpActivity> SMTP_ACTIVITY = new Topic<>(
            "smtp.activity",
            "Counts with time stamps, once a second, for limits across servers and restarts.",
            "client network, sender or account; an account with a recipient or a network",
            List.of(SmtpActivity.class),
            false,
            Keep.DAY,
            false,
            new Partitions(1, 6),
            "smtp-ingress, mailbox-service (logins)",
            List.of("policy-service", "smtp-ingress", "mailbox-service"));

    /// Judgements.
    public static final Topic<MessageJudged> MAIL_JUDGED = new Topic<>(
            "mail.judged",
            "Policy's judgement of each accepted message, with its routes.",
            "message id",
            List.of(MessageJudged.class),
            false,
            Keep.UNTIL_CHECKPOINT,
            false,
            new Partitions(1, 12),
            "policy-service",
            List.of("web-gateway"));

    /// Messages for mailboxes.
    public static final Topic<LocalDelivery> DELIVERY_LOCAL = new Topic<>(
            "delivery.local",
            "Messages for accounts of ours.",
            "account",
            List.of(LocalDelivery.class),
            true,
            Keep.UNTIL_CHECKPOINT,
            false,
            new Partitions(2, 12),
            "policy-service",
            List.of("mailbox-service"));

    /// Messages for the world.
    public static final Topic<RemoteDelivery> DELIVERY_REMOTE = new Topic<>(
            "delivery.remote",
            "Signed messages for the world; read as a share group.",
            "next-hop domain",
            List.of(RemoteDelivery.class),
            true,
            Keep.UNTIL_CHECKPOINT,
            false,
            new Partitions(2, 12),
            "policy-service",
            List.of("delivery-worker"));

    /// What became of each route.
    public static final Topic<Outcome> DELIVERY_OUTCOME = new Topic<>(
            "delivery.outcome",
            "What became of each route of a message; the first terminal one wins.",
            "message id",
            List.of(
                    Outcome.Delivered.class,
                    Outcome.Bounced.class,
                    Outcome.Expired.class,
                    Outcome.Discarded.class,
                    Outcome.Deferred.class,
                    Outcome.Held.class,
                    Outcome.Quarantined.class,
                    Outcome.InDoubt.class),
            false,
            Keep.UNTIL_CHECKPOINT,
            false,
            new Partitions(1, 12),
            "mailbox-service, delivery-worker, policy-service (each for what it decided)",
            List.of("policy-service", "web-gateway"));

    /// Changes of mailboxes.
    public static final Topic<MailboxChange> MAILBOX_CHANGED = new Topic<>(
            "mailbox.changed",
            "Messages added, flagged, moved, expunged.",
            "account",
            List.of(
                    MailboxChange.Added.class,
                    MailboxChange.Flagged.class,
                    MailboxChange.Moved.class,
                    MailboxChange.Expunged.class,
                    MailboxChange.FoldersChanged.class),
            false,
            Keep.DAY,
            false,
            new Partitions(1, 12),
            "mailbox-service",
            List.of("web-gateway", "policy-service", "mailbox-service"));

    /// What exists here.
    public static final Topic<DirectoryEntry> DIRECTORY = new Topic<>(
            "directory",
            "Domains, addresses, aliases and accounts, without secrets.",
            "kind and address, domain or account",
            List.of(
                    DirectoryEntry.ServedDomain.class,
                    DirectoryEntry.AccountAddress.class,
                    DirectoryEntry.Alias.class,
                    DirectoryEntry.AccountFacts.class,
                    DirectoryEntry.SnapshotComplete.class),
            false,
            Keep.LATEST_OF_KEY,
            false,
            new Partitions(1, 1),
            "mailbox-service",
            List.of("smtp-ingress", "policy-service", "web-gateway"));

    /// What policy decided for others to enforce.
    public static final Topic<PolicyEntry> POLICY = new Topic<>(
            "policy",
            "Blocks, throttles, suppressions, balances, prices and rules, for others to enforce.",
            "kind and subject",
            List.of(
                    PolicyEntry.Blocked.class,
                    PolicyEntry.Allowed.class,
                    PolicyEntry.Throttled.class,
                    PolicyEntry.Suppressed.class,
                    PolicyEntry.Balance.class,
                    PolicyEntry.Price.class,
                    PolicyEntry.DomainRules.class,
                    PolicyEntry.Limited.class,
                    PolicyEntry.SnapshotComplete.class),
            false,
            Keep.LATEST_OF_KEY,
            false,
            new Partitions(1, 1),
            "policy-service",
            List.of("smtp-ingress", "delivery-worker", "web-gateway"));

    /// All of them, in the order of the flow.
    public static final List<Topic<? extends Event>> ALL = List.of(
            MAIL_ACCEPTED,
            MAIL_WAITING,
            MAIL_REFUSED,
            SMTP_ACTIVITY,
            MAIL_JUDGED,
            DELIVERY_LOCAL,
            DELIVERY_REMOTE,
            DELIVERY_OUTCOME,
            MAILBOX_CHANGED,
            DIRECTORY,
            POLICY);

    private Topics() {}

    /// The topic of this name.
    public static Optional<Topic<? extends Event>> named(String name) {
        for (var topic : ALL) {
            if (topic.name().equals(name)) {
                return Optional.of(topic);
            }
        }
        return Optional.empty();
    }
}
