package org.posthorn.runtime.http;

import org.posthorn.events.api.Problem;

/// Thrown by a controller to answer with an error: the status and one clear sentence.
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// Insufficient Storage.
    static final int NO_ROOM = 507;

    private final int status;
    private final String title;

    private Refusal(int status, String title, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.title = title;
    }

    public static Refusal badRequest(String detail) {
        return new Refusal(400, "bad-request", detail);
    }

    public static Refusal unauthorized(String detail) {
        return new Refusal(401, "unauthorized", detail);
    }

    public static Refusal forbidden(String detail) {
        return new Refusal(403, "forbidden", detail);
    }

    public static Refusal notFound(String detail) {
        return new Refusal(404, "not-found", detail);
    }

    public static Refusal conflict(String detail) {
        return new Refusal(409, "conflict", detail);
    }

    public static Refusal tooLarge(String detail) {
        return new Refusal(413, "too-large", detail);
    }

    public static Refusal tooMany(String detail) {
        return new Refusal(429, "too-many", detail);
    }

    public static Refusal overQuota(String detail) {
        return new Refusal(413, "over-quota", detail);
    }

    /// Nothing may be added while a disk is nearly full.
    public static Refusal noRoom(String detail) {
        return new Refusal(NO_ROOM, "no-room", detail);
    }

    public static Refusal unavailable(String detail) {
        return new Refusal(503, "unavailable", detail);
    }

    public Problem problem() {
        return new Problem(status, title, String.valueOf(getMessage()));
    }
}
