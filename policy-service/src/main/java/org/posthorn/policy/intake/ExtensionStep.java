package org.posthorn.policy.intake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.Content;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.Origin;
import org.posthorn.events.Recipient;
import org.posthorn.mailauth.evidence.Evidence.Fact;
import org.posthorn.policy.evidence.Finding;
import org.posthorn.policy.extension.Extended;
import org.posthorn.policy.extension.Extensions;
import org.posthorn.runtime.content.ClaimStore;
import org.posthorn.runtime.kafka.PoisonRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets extensions work on a message before it is judged. Our own reports are left alone.
final class ExtensionStep {
    private static final Logger LOG = LoggerFactory.getLogger(ExtensionStep.class);
    private static final String METHOD = "extension";

    private final Extensions extensions;
    private final ClaimStore claims;

    ExtensionStep(Extensions extensions, ClaimStore claims) {
        this.extensions = extensions;
        this.claims = claims;
    }

    /// A message that has been looked at.
    ///
    /// @param removed recipients that it had before
    record Looked(CloudEvent<MessageAccepted> event, Content content, Finding finding, List<Recipient> removed) {}

    Looked of(CloudEvent<MessageAccepted> event, Content content, Finding finding) {
        var message = event.data();
        if (!extensions.isThere() || message.origin() instanceof Origin.Internal) {
            return new Looked(event, content, finding, List.of());
        }
        long start = System.nanoTime();
        return switch (extensions.apply(message, claims.octets(content))) {
            case Extended.Unchanged _ -> new Looked(event, content, finding, List.of());
            case Extended.Failed(var reason, var park) -> {
                if (park) {
                    throw new PoisonRecord(reason);
                }
                LOG.warn("extension-failed message={} reason={}", message.messageId(), reason);
                yield new Looked(event, content, noting(finding, "fail", reason, start), List.of());
            }
            case Extended.Changed changed -> {
                var after = changed.content()
                        .map(octets -> changed(message, content, octets))
                        .orElse(content);
                var detail = (changed.content().isPresent() ? "The content was changed" : "The content stayed") + "; "
                        + changed.recipients().size() + " recipients, "
                        + changed.removed().size() + " taken away.";
                var onward = with(message, changed.recipients(), after.size());
                var told = new CloudEvent<>(
                        event.id(), event.source(), event.time(), event.traceparent(), onward, event.content());
                yield new Looked(told, after, noting(finding, "pass", detail, start), changed.removed());
            }
        };
    }

    /// A large message has a name of its own in the claim store: what was accepted must stay what it was, since the
    /// step may run again.
    private Content changed(MessageAccepted message, Content before, byte[] octets) {
        if (before instanceof Content.Inline) {
            return new Content.Inline(octets);
        }
        try {
            return claims.store(message.messageId() + "/extended", new ByteArrayInputStream(octets), octets.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Finding noting(Finding finding, String result, String detail, long start) {
        var facts = new ArrayList<>(finding.client());
        facts.add(new Fact(METHOD, result, detail, (System.nanoTime() - start) / 1_000));
        return new Finding(finding.evidence(), facts, false);
    }

    /// The message with other recipients.
    static MessageAccepted with(MessageAccepted message, List<Recipient> recipients, long size) {
        return new MessageAccepted(
                message.messageId(),
                message.acceptedAt(),
                message.origin(),
                message.client(),
                message.envelope().to(recipients),
                size);
    }
}
