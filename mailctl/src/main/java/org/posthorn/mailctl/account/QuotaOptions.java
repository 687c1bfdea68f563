package org.posthorn.mailctl.account;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.api.AccountApi.Quota;
import org.posthorn.events.api.AccountApi.QuotaLimits;
import org.posthorn.mailctl.console.Console;
import org.posthorn.mailctl.console.Failure;
import org.posthorn.runtime.settings.Size;
import picocli.CommandLine.Option;

/// The limits of an account or a domain on the command line.
final class QuotaOptions {
    private static final String WITHOUT = "unlimited";
    private static final String INHERITED = "default";

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            description = "How much may be stored, such as 10GB; 'unlimited', or 'default' for what stands above it.")
    private @Nullable String size;

    @Option(
            names = "--messages",
            paramLabel = "COUNT",
            description = "How many messages may be stored; 'unlimited', or 'default' for what stands above it.")
    private @Nullable String messages;

    boolean given() {
        return size != null || messages != null;
    }

    /// What was, with what is given in its place.
    QuotaLimits over(QuotaLimits before) {
        return new QuotaLimits(limit(size, before.bytes(), true), limit(messages, before.messages(), false));
    }

    private static Optional<Long> limit(@Nullable String text, Optional<Long> before, boolean octets) {
        if (text == null) {
            return before;
        }
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case WITHOUT -> Optional.of(0L);
            case INHERITED -> Optional.empty();
            default -> Optional.of(number(text, octets));
        };
    }

    private static long number(String text, boolean octets) {
        try {
            return octets ? Size.parse(text).bytes() : Long.parseLong(text.strip());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new Failure(
                    "\"" + text + "\" is no limit; write " + (octets ? "10GB" : "100000") + ", unlimited or default.");
        }
    }

    /// The usage in one sentence.
    static String words(Quota quota) {
        var used = Console.size(quota.bytes()) + " in " + quota.messages() + " messages";
        var of = quota.maxBytes() > 0 ? Console.size(quota.maxBytes()) : "";
        var count = quota.maxMessages() > 0 ? quota.maxMessages() + " messages" : "";
        if (of.isEmpty() && count.isEmpty()) {
            return used + "; without limit";
        }
        var limits = of.isEmpty() || count.isEmpty() ? of + count : of + " and " + count;
        var full = quota.fullSince()
                .map(since -> "; mail to it is refused since " + Console.time(since))
                .orElse("");
        return used + ": " + quota.percent() + " % of " + limits + full;
    }

    /// Limits in one sentence.
    static String words(QuotaLimits limits) {
        var bytes = limits.bytes().map(octets -> octets == 0 ? WITHOUT : Console.size(octets));
        var messages = limits.messages().map(count -> count == 0 ? WITHOUT : Long.toString(count));
        return "size " + bytes.orElse(INHERITED) + ", messages " + messages.orElse(INHERITED);
    }
}
