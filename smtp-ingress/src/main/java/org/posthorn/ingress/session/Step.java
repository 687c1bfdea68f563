package org.posthorn.ingress.session;

/// The machine's result: where the session is now, and what to do.
public record Step(SessionState next, Action action) {}
