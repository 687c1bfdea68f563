package org.posthorn.gateway.content;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.posthorn.events.AccountId;

/// Makes and checks the signed addresses of pictures inside messages: remote ones through our proxy, and parts of the
/// message itself.
public final class PictureLinks {
    private static final Duration VALID = Duration.ofHours(12);

    private final Signatures signatures;
    private final InstantSource clock;

    public PictureLinks(byte[] secret, InstantSource clock) {
        this.signatures = new Signatures(secret);
        this.clock = clock;
    }

    String remote(AccountId account, String url) {
        var until = until();
        return "/img?u=" + escape(url) + "&a=" + account + "&t=" + until + "&s="
                + signatures.sign("img", account.toString(), until, url);
    }

    boolean isRemote(AccountId account, String until, String url, String signature) {
        return isCurrent(until) && signatures.verify(signature, "img", account.toString(), until, url);
    }

    String part(AccountId account, long message, String number) {
        var until = until();
        return "/cid?m=" + message + "&p=" + escape(number) + "&a=" + account + "&t=" + until + "&s="
                + signatures.sign("cid", account.toString(), until, Long.toString(message), number);
    }

    boolean isPart(AccountId account, String until, long message, String number, String signature) {
        return isCurrent(until)
                && signatures.verify(signature, "cid", account.toString(), until, Long.toString(message), number);
    }

    private String until() {
        // whole hours, so that a body shown twice has the same addresses and the browser's cache serves them
        long hour = Duration.ofHours(1).toSeconds();
        return Long.toString((clock.instant().plus(VALID).getEpochSecond() / hour + 1) * hour);
    }

    private boolean isCurrent(String until) {
        try {
            return Instant.ofEpochSecond(Long.parseLong(until)).isAfter(clock.instant());
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
