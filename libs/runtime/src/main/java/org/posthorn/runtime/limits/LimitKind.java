package org.posthorn.runtime.limits;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/// What is counted, of whom, and for how long.
public enum LimitKind {
    /// Connections of a client network to the MX port.
    CONNECTION("connection", "connections-per-hour", Duration.ofHours(1)),
    /// Messages of a sender address on the MX port.
    MESSAGE("message", "messages-per-day", Duration.ofDays(1)),
    /// Messages that an account submitted.
    SUBMISSION("submission", "account-messages-per-day", Duration.ofDays(1)),
    /// Recipients to whom an account had not written in the day before.
    RECIPIENT("recipient", "account-recipients-per-day", Duration.ofDays(1)),
    /// Wrong passwords of a client network at AUTH.
    FAILED_LOGIN("failed-login", "failed-logins-per-hour", Duration.ofHours(1));

    private final String activity;
    private final String limit;
    private final Duration window;

    LimitKind(String activity, String limit, Duration window) {
        this.activity = activity;
        this.limit = limit;
        this.window = window;
    }

    /// The kind of an event in `smtp.activity`.
    public static Optional<LimitKind> ofActivity(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.activity.equals(name))
                .findFirst();
    }

    /// The kind of a limit by its name.
    public static Optional<LimitKind> ofLimit(String name) {
        return Arrays.stream(values()).filter(kind -> kind.limit.equals(name)).findFirst();
    }

    /// As in `smtp.activity`.
    public String activity() {
        return activity;
    }

    /// The name of its limit, such as `connections-per-hour`.
    public String limit() {
        return limit;
    }

    /// Whether client networks are counted; else senders and accounts.
    public boolean isOfClients() {
        return this == CONNECTION || this == FAILED_LOGIN;
    }

    public Duration window() {
        return window;
    }
}
