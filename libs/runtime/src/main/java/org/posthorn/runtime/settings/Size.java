package org.posthorn.runtime.settings;

import java.util.Locale;

/// An amount of octets, written `10MB`, `256KiB`, `1GiB` or as a plain number. The decimal-looking units are binary
/// too (`10MB` is 10,485,760), as mail administrators expect of message sizes; both spellings mean the same.
public record Size(long bytes) {
    private static final String UNITS = "KMGT";

    public Size {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is not negative");
        }
    }

    public static Size parse(String text) {
        var upper = text.strip().toUpperCase(Locale.ROOT).replace("IB", "").replace("B", "");
        var number = upper.strip();
        long unit = 1;
        if (!number.isEmpty()) {
            int power = UNITS.indexOf(number.charAt(number.length() - 1));
            if (power >= 0) {
                unit = 1L << (10 * (power + 1));
                number = number.substring(0, number.length() - 1).strip();
            }
        }
        return new Size(Math.multiplyExact(Long.parseLong(number), unit));
    }

    /// The size as an int, for limits of arrays and buffers.
    public int toInt() {
        return Math.toIntExact(bytes);
    }

    @Override
    public String toString() {
        for (int power = UNITS.length(); power > 0; power--) {
            long unit = 1L << (10 * power);
            if (bytes >= unit && bytes % unit == 0) {
                return bytes / unit + "" + UNITS.charAt(power - 1) + "B";
            }
        }
        return Long.toString(bytes);
    }
}
