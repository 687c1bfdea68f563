package org.posthorn.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.regex.Pattern;

/// Names one accepted message (not its Message-ID header field): 26 characters of Crockford base 32, 48 bits of
/// milliseconds and 80 random bits, so that ids sort by time.
///
/// @param value the 26 characters, upper case
public record MessageId(@JsonValue String value) implements Comparable<MessageId> {
    private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final Pattern SHAPE = Pattern.compile("[0-7][0-9A-HJKMNP-TV-Z]{25}");
    private static final SecureRandom RANDOM = new SecureRandom();

    public MessageId {
        if (value.length() != 26) {
            throw new IllegalArgumentException("A message id has 26 characters: " + value);
        }
    }

    /// Reads an id that came from outside.
    ///
    /// @throws IllegalArgumentException with a sentence for the user when it has another shape
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static MessageId of(String value) {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("Not a message id (26 characters of 0-9 and A-Z): " + value);
        }
        return new MessageId(value);
    }

    /// A new id at this time.
    public static MessageId next(Instant now) {
        byte[] random = new byte[10];
        RANDOM.nextBytes(random);
        return encode(now.toEpochMilli(), random);
    }

    /// The id of something that follows from a message (a notification about a recipient), the same each time it is
    /// derived, so that a redo cannot make a second one.
    ///
    /// @param at the time part: the event that it follows from
    /// @param purpose what it is for, with what makes it unique, such as `dsn failed bob@example.com`
    public MessageId derive(Instant at, String purpose) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((value + '\n' + purpose).getBytes(StandardCharsets.UTF_8));
            byte[] random = new byte[10];
            System.arraycopy(hash, 0, random, 0, 10);
            return encode(at.toEpochMilli(), random);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The time in it, in milliseconds.
    public Instant time() {
        long millis = 0;
        for (int i = 0; i < 10; i++) {
            millis = millis << 5 | digit(value.charAt(i));
        }
        return Instant.ofEpochMilli(millis);
    }

    private static MessageId encode(long millis, byte[] random) {
        char[] out = new char[26];
        for (int i = 9; i >= 0; i--) {
            out[i] = DIGITS[(int) (millis & 31)];
            millis >>>= 5;
        }
        for (int half = 0; half < 2; half++) {
            long bits = 0;
            for (int i = 0; i < 5; i++) {
                bits = bits << 8 | (random[half * 5 + i] & 0xff);
            }
            for (int i = 7; i >= 0; i--) {
                out[10 + half * 8 + i] = DIGITS[(int) (bits & 31)];
                bits >>>= 5;
            }
        }
        return new MessageId(new String(out));
    }

    private static int digit(char c) {
        for (int i = 0; i < DIGITS.length; i++) {
            if (DIGITS[i] == c) {
                return i;
            }
        }
        throw new IllegalArgumentException("Not a message id digit: " + c);
    }

    @Override
    public int compareTo(MessageId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
