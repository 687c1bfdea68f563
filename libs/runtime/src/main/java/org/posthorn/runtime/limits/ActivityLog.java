package org.posthorn.runtime.limits;

import java.time.Instant;

/// Takes what was counted here, for the other servers.
@FunctionalInterface
public interface ActivityLog {
    /// @param kind as in [org.posthorn.events.SmtpActivity]
    void counted(String kind, String subject, Instant at);
}
