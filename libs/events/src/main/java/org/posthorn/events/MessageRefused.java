package org.posthorn.events;

import java.time.Instant;
import java.util.Optional;

/// Something was refused inside an SMTP session.
///
/// @param client who was refused
/// @param listener `mx`, `submission` or `submissions`
/// @param at the command at which it was refused, such as `RCPT`
/// @param reversePath when MAIL was accepted before
/// @param forwardPath when a recipient was refused
/// @param account who had logged in
/// @param reply the whole reply that was sent
/// @param rule since 0.2: the rule of policy that refused, such as `blocked:*@spam.example`; absent for all else
@EventType(value = "org.posthorn.mail.refused.v1", doc = "Something was refused inside an SMTP session.")
public record MessageRefused(
        Instant refusedAt,
        Client client,
        String listener,
        String at,
        Optional<String> reversePath,
        Optional<String> forwardPath,
        Optional<AccountId> account,
        String reply,
        Optional<String> rule)
        implements Event {}
