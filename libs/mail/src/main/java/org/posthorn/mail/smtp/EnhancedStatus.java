package org.posthorn.mail.smtp;

import java.util.Optional;

/// An enhanced status code (RFC 3463): `5.1.1`.
///
/// @param category 2 success, 4 passing failure, 5 lasting failure; 0 only in [#NONE]
/// @param subject  RFC 3463 §3
/// @param detail   RFC 3463 §3
public record EnhancedStatus(int category, int subject, int detail) {
    /// A reply that carries no enhanced status: greetings, EHLO, and intermediate replies.
    public static final EnhancedStatus NONE = new EnhancedStatus(0, 0, 0);

    /// Reads the whole text.
    public static Optional<EnhancedStatus> parse(String text) {
        int first = text.indexOf('.');
        int second = text.indexOf('.', first + 1);
        if (first != 1 || second < 0 || "245".indexOf(text.charAt(0)) < 0) {
            return Optional.empty();
        }
        long subject = ParameterParser.number(text.substring(2, second));
        long detail = ParameterParser.number(text.substring(second + 1));
        if (subject < 0 || subject > 999 || detail < 0 || detail > 999) {
            return Optional.empty();
        }
        return Optional.of(new EnhancedStatus(text.charAt(0) - '0', (int) subject, (int) detail));
    }

    public boolean isNone() {
        return category == 0;
    }

    @Override
    public String toString() {
        return isNone() ? "" : category + "." + subject + "." + detail;
    }
}
