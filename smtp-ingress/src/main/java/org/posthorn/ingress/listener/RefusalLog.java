package org.posthorn.ingress.listener;

import org.posthorn.events.MessageRefused;

/// Where refusals are told, for traces and policy. It must return at once and may drop what comes too fast.
@FunctionalInterface
public interface RefusalLog {
    void refused(MessageRefused refusal);
}
