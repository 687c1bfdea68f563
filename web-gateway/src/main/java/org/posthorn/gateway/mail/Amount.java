package org.posthorn.gateway.mail;

import java.util.Locale;

/// Numbers of octets for people.
public final class Amount {
    private Amount() {}

    public static String of(long bytes) {
        if (bytes < 1_024) {
            return bytes + " B";
        }
        double kilo = bytes / 1_024.0;
        if (kilo < 1_000) {
            return String.format(Locale.ENGLISH, kilo < 10 ? "%.1f kB" : "%.0f kB", kilo);
        }
        double mega = kilo / 1_024;
        return mega < 1_000
                ? String.format(Locale.ENGLISH, mega < 10 ? "%.1f MB" : "%.0f MB", mega)
                : String.format(Locale.ENGLISH, "%.1f GB", mega / 1_024);
    }
}
