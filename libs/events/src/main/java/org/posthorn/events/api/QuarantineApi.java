package org.posthorn.events.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.MessageId;

/// Messages that are kept apart: asked of policy-service under `/internal/v1/quarantine`. Every call takes `account`
/// when it is for what was sent to one account only; without it, it is for an admin.
public final class QuarantineApi {
    private QuarantineApi() {}

    /// `GET /internal/v1/quarantine?account=&cursor=&limit=&query=` -> `Page<Held>`, the newest first.
    ///
    /// @param recipients that it is held for, of the account when one was named
    /// @param score of the scanner that caused it, when there is one
    /// @param dangerous whether it may do harm to who opens it; only admins release it
    public record Held(
            MessageId message,
            Optional<String> from,
            Optional<String> subject,
            String reversePath,
            List<String> recipients,
            String reason,
            Optional<String> score,
            boolean dangerous,
            long size,
            Instant heldAt,
            Instant keptUntil) {}

    /// `GET /internal/v1/quarantine/{message}?account=` -> [Detail].
    ///
    /// @param header the header section as it came, at most 64 KiB
    /// @param text the beginning of the message's text, for people; never HTML
    /// @param actions what was done to it, the oldest first; for admins
    public record Detail(Held held, String header, String text, List<Action> actions) {}

    /// Something that was done.
    ///
    /// @param action `held`, `released`, `deleted` or `expired`
    public record Action(Instant at, String recipient, String action, String by) {}

    /// `POST /internal/v1/quarantine/{message}/release` and `…/delete` -> [Changed]; `…/allow` also puts the sender on
    /// the allowlist, which is for admins (403 with an account, 409 without a sender). An account does not
    /// release what is dangerous (403).
    ///
    /// @param account only for this account's recipients
    /// @param by who orders it
    public record Order(Optional<AccountId> account, String by) {}

    /// How many recipients it changed: none when somebody was first.
    public record Changed(int recipients) {}
}
