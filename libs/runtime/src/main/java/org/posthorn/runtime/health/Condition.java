package org.posthorn.runtime.health;

/// How a part of a service is.
///
/// @param well   whether it does its work
/// @param detail one sentence: what is wrong, or a figure worth seeing
public record Condition(boolean well, String detail) {
    public static Condition well(String detail) {
        return new Condition(true, detail);
    }

    public static Condition unwell(String detail) {
        return new Condition(false, detail);
    }
}
