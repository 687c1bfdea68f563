package org.posthorn.mail;

import java.util.Optional;
import java.util.function.Function;

/// The result of reading something that came from outside: a value, or one sentence saying what is wrong with it.
/// Bad syntax is expected, so it is a value and never an exception.
public sealed interface Parsed<T> {

    /// What was read.
    record Ok<T>(T value) implements Parsed<T> {}

    /// Why nothing could be read, as a sentence for a log or a reply; never with the input in it.
    record Malformed<T>(String reason) implements Parsed<T> {}

    static <T> Parsed<T> ok(T value) {
        return new Ok<>(value);
    }

    static <T> Parsed<T> malformed(String reason) {
        return new Malformed<>(reason);
    }

    /// The value, or empty when the input was malformed and the reason does not matter.
    default Optional<T> toOptional() {
        return switch (this) {
            case Ok<T>(var value) -> Optional.of(value);
            case Malformed<T> _ -> Optional.empty();
        };
    }

    /// The value of input that is known to be good: constants, tests and what was checked before it was stored.
    default T orElseThrow() {
        return switch (this) {
            case Ok<T>(var value) -> value;
            case Malformed<T>(var reason) -> throw new IllegalArgumentException(reason);
        };
    }

    default <R> Parsed<R> map(Function<? super T, ? extends R> function) {
        return switch (this) {
            case Ok<T>(var value) -> new Ok<>(function.apply(value));
            case Malformed<T>(var reason) -> new Malformed<>(reason);
        };
    }

    default <R> Parsed<R> flatMap(Function<? super T, Parsed<R>> function) {
        return switch (this) {
            case Ok<T>(var value) -> function.apply(value);
            case Malformed<T>(var reason) -> new Malformed<>(reason);
        };
    }
}
