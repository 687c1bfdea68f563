package org.posthorn.mailauth.dkim;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.posthorn.mailauth.dkim.ArcResult.Status;
import org.posthorn.mailauth.dns.Resolver;

/// Validates the Authenticated Received Chain of a message (RFC 8617 §5.2): the newest message signature
/// and every seal must verify. Thread-safe.
public final class ArcValidator {
    private final SignatureCheck check;

    public ArcValidator(Resolver resolver, InstantSource clock) {
        this.check = new SignatureCheck(resolver, clock);
    }

    /// The chain's value; none where there is no chain.
    ///
    /// @param message with CRLF line ends
    /// @param within for all look-ups together
    public ArcResult validate(byte[] message, Duration within) {
        var header = HeaderBlock.of(message);
        return validate(header, BodyDigests.of(message, header.bodyStart()), within);
    }

    /// The same for a message that is too large to hold.
    ///
    /// @param headerSection the fields, with or without the empty line after them
    public ArcResult validate(byte[] headerSection, BodySource body, Duration within) {
        return validate(HeaderBlock.of(headerSection), BodyDigests.of(body), within);
    }

    private ArcResult validate(HeaderBlock header, BodyDigests bodies, Duration within) {
        var deadline = System.nanoTime() + within.toNanos();
        var chain = ArcChain.of(header);
        if (chain.flaw().isPresent()) {
            return new ArcResult(Status.FAIL, 0, Optional.empty(), chain.flaw());
        }
        if (chain.sets().isEmpty()) {
            return ArcResult.NO_CHAIN;
        }
        if (chain.sets().stream().anyMatch(set -> set.chainStatus().equals("fail"))) {
            return result(chain, Status.FAIL, Optional.of("the chain was broken before"));
        }
        var message = check.message(header, chain.newest().message(), bodies, deadline);
        if (!message.passed()) {
            return failed(chain, message);
        }
        for (var instance = chain.sets().size(); instance > 0; instance--) {
            var seal = check.octets(
                    chain.sets().get(instance - 1).seal(), chain.sealedOctets(header, instance), true, deadline);
            if (!seal.passed()) {
                return failed(chain, seal);
            }
        }
        return result(chain, Status.PASS, Optional.empty());
    }

    private static ArcResult failed(ArcChain chain, DkimResult cause) {
        var status = cause.status() == DkimResult.Status.TEMPERROR ? Status.TEMPERROR : Status.FAIL;
        return result(chain, status, cause.reason());
    }

    private static ArcResult result(ArcChain chain, Status status, Optional<String> reason) {
        return new ArcResult(
                status, chain.sets().size(), Optional.of(chain.newest().seal().domain()), reason);
    }
}
