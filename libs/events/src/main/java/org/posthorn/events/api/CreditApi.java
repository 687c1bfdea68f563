package org.posthorn.events.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.PolicyEntry.Per;

/// Credits: asked of policy-service under `/internal/v1/credits`. `{account}` is an address or the account's number.
public final class CreditApi {
    private CreditApi() {}

    /// `GET /internal/v1/credits?cursor=&limit=&low=` -> `Page<Balance>`, by number; `GET
    /// /internal/v1/credits/accounts/{account}` -> [Balance].
    ///
    /// @param address absent when the account was deleted
    /// @param available what it may spend
    /// @param reserved for messages under way
    /// @param lowSince when the balance became low
    public record Balance(
            AccountId account, Optional<String> address, long available, long reserved, Optional<Instant> lowSince) {}

    /// `POST /internal/v1/credits/accounts/{account}/add` and `…/adjust` -> [Balance].
    ///
    /// @param credits more than none to add; with its sign to adjust, and not below what is left (409)
    /// @param key of this order: the same key is posted once
    public record Order(long credits, String reason, String by, String key) {}

    /// A line of a statement: in `GET /internal/v1/credits/accounts/{account}/statement?cursor=&limit=` ->
    /// `Page<Line>`, the newest first.
    ///
    /// @param kind `grant`, `top-up`, `raise`, `lower`, `reserve` (a message) or `refund`
    /// @param change with its sign
    /// @param balance after it
    /// @param message the message id, with its recipient when each pays
    public record Line(
            long entry,
            Instant at,
            String kind,
            long change,
            long balance,
            Optional<String> message,
            Optional<String> reason,
            String by) {}

    /// What a message to the world costs: in `GET /internal/v1/credits/prices` -> `List<Price>`; `PUT` and `DELETE
    /// /internal/v1/credits/prices/{domain}`.
    ///
    /// @param domain `*` is all domains without a price of their own; it is a setting
    public record Price(String domain, long credits, Per per) {}

    /// `GET /internal/v1/credits/verification` -> [Verification]: whether the entries add up to the balances.
    ///
    /// @param issued credits that were ever given, less what was taken back
    /// @param available of all accounts
    /// @param reserved of all accounts
    /// @param earned credits that were spent
    /// @param waiting messages whose charge is reserved
    /// @param problems a sentence each; none when all is well
    public record Verification(
            long accounts,
            long entries,
            long issued,
            long available,
            long reserved,
            long earned,
            long waiting,
            List<String> problems) {}
}
