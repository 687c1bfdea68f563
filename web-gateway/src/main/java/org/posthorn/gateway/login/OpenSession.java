package org.posthorn.gateway.login;

import java.time.Instant;

/// A session that lasts.
///
/// @param name tells it from the account's others; no secret
/// @param current it is the one that asks
public record OpenSession(
        String name, String clientIp, String userAgent, Instant createdAt, Instant seenAt, boolean current) {}
