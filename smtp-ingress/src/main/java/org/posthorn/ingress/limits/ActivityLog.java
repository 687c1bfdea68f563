package org.posthorn.ingress.limits;

import java.time.Instant;
import org.posthorn.runtime.limits.LimitKind;

/// Takes what was counted here, for the other servers.
@FunctionalInterface
public interface ActivityLog {
    void counted(LimitKind kind, String subject, Instant at);
}
