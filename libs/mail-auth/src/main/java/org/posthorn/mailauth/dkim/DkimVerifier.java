package org.posthorn.mailauth.dkim;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.mailauth.dkim.DkimResult.Status;
import org.posthorn.mailauth.dns.Resolver;

/// Checks the `DKIM-Signature` fields of a message (RFC 6376 §6). Thread-safe.
public final class DkimVerifier {
    /// More signatures than this are left unread: each costs a look-up and a public-key operation (§8.4).
    private static final int MOST_SIGNATURES = 10;

    private final SignatureCheck check;

    public DkimVerifier(Resolver resolver, InstantSource clock) {
        this.check = new SignatureCheck(resolver, clock);
    }

    /// One result for each signature, from the top of the message down; empty for an unsigned one.
    ///
    /// @param message with CRLF line ends
    /// @param within for all look-ups together
    public List<DkimResult> verify(byte[] message, Duration within) {
        var header = HeaderBlock.of(message);
        return verify(header, BodyDigests.of(message, header.bodyStart()), within);
    }

    /// The same for a message that is too large to hold.
    ///
    /// @param headerSection the fields, with or without the empty line after them
    public List<DkimResult> verify(byte[] headerSection, BodySource body, Duration within) {
        return verify(HeaderBlock.of(headerSection), BodyDigests.of(body), within);
    }

    private List<DkimResult> verify(HeaderBlock header, BodyDigests bodies, Duration within) {
        var deadline = System.nanoTime() + within.toNanos();
        List<DkimResult> results = new ArrayList<>();
        for (var place : header.fields()) {
            if (results.size() < MOST_SIGNATURES && header.isNamed(place, "dkim-signature")) {
                results.add(
                        switch (SignatureField.parse(header, place)) {
                            case SignatureField.Parsed.Bad(var tags, var reason) -> unreadable(tags, reason);
                            case SignatureField.Parsed.Good(var field) ->
                                check.message(header, field, bodies, deadline);
                        });
            }
        }
        return results;
    }

    private static DkimResult unreadable(Optional<TagList> tags, String reason) {
        var domain = tags.flatMap(list -> list.compact("d")).orElse("");
        return new DkimResult(
                Status.PERMERROR,
                domain,
                tags.flatMap(list -> list.compact("s")).orElse(""),
                tags.flatMap(list -> list.compact("i")).orElse("@" + domain),
                tags.flatMap(list -> list.compact("a")).orElse(""),
                Optional.of(reason),
                false,
                true,
                "");
    }
}
