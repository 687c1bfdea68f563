package org.posthorn.events;

import java.time.Instant;

/// How often a subject was counted in one second by one server, for limits that hold across servers and restarts.
///
/// @param kind `connection` and `failed-login` (of a client network), `message` (of a sender address), `submission` (of
///     an account), `recipient` (somebody to whom an account had not written lately), `login-failed-network` and
///     `login-failed-account` (of all protocols), `login-network` (an account logged in from a network)
/// @param subject the client network, sender address or account that is counted; of `recipient` the account's address,
///     a space, and the recipient; of `login-network` the account's address, a space, and the network
/// @param second the second in which it happened
/// @param count at least 1
/// @param instance which server counted
@EventType(value = "org.posthorn.smtp.activity.v1", doc = "Counts of one second, for limits across servers.")
public record SmtpActivity(String kind, String subject, Instant second, int count, String instance) implements Event {}
