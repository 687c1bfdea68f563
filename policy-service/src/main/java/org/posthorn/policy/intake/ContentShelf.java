package org.posthorn.policy.intake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import org.posthorn.events.Content;
import org.posthorn.events.MessageId;
import org.posthorn.mail.message.HeaderSection;
import org.posthorn.mailauth.evidence.MessageOctets;
import org.posthorn.runtime.content.ClaimStore;

/// The octets of a message on their way through: inline in each record while all its records together
/// stay small, claimed once for all of them otherwise.
final class ContentShelf {
    /// How much of a claimed message is read for its header section.
    private static final int HEADER_LIMIT = HeaderSection.Limits.DEFAULT.maxOctets();

    private final ClaimStore claims;
    private final long inlineLimit;

    /// @param inlineLimit octets of one message in all records that follow from it
    ContentShelf(ClaimStore claims, long inlineLimit) {
        this.claims = claims;
        this.inlineLimit = inlineLimit;
    }

    /// The header section, without reading the rest of a claimed message.
    HeaderSection header(Content content) {
        return switch (content) {
            case Content.Inline(byte[] octets) -> HeaderSection.of(octets);
            case Content.Claimed claimed -> HeaderSection.of(beginning(claimed));
        };
    }

    private byte[] beginning(Content.Claimed claimed) {
        try (var in = claims.open(claimed)) {
            return in.readNBytes(HEADER_LIMIT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// All of a small message, the beginning of a claimed one.
    byte[] first(Content content) {
        return switch (content) {
            case Content.Inline(byte[] octets) -> octets;
            case Content.Claimed claimed -> beginning(claimed);
        };
    }

    /// All octets.
    byte[] octets(Content content) {
        return claims.octets(content);
    }

    /// All octets, one after another; the caller closes it.
    InputStream open(Content content) {
        return switch (content) {
            case Content.Claimed claimed -> claims.open(claimed);
            case Content.Inline(byte[] octets) -> new ByteArrayInputStream(octets);
        };
    }

    /// The body of a claimed message; the caller closes it.
    InputStream body(Content.Claimed claimed, HeaderSection header) throws IOException {
        var in = claims.open(claimed);
        in.skipNBytes(header.bodyStart());
        return in;
    }

    /// The message for those who read all of it.
    MessageOctets octets(Content content, HeaderSection header) {
        return switch (content) {
            case Content.Inline(byte[] octets) -> new MessageOctets.Whole(octets);
            case Content.Claimed claimed -> new MessageOctets.Parts(header.octets(), () -> body(claimed, header));
        };
    }

    /// What changes on the way.
    ///
    /// @param above fields for the world, on top
    /// @param filedHeader the header section for mailboxes, where it is another one
    /// @param bodyStart where the body of the accepted message begins
    record Edits(byte[] above, Optional<byte[]> filedHeader, int bodyStart) {
        Content filed(Content.Inline inline) {
            return filedHeader
                    .<Content>map(header -> new Content.Inline(joined(header, inline.octets(), bodyStart)))
                    .orElse(inline);
        }

        private static byte[] joined(byte[] header, byte[] octets, int bodyStart) {
            byte[] whole = Arrays.copyOf(header, header.length + octets.length - bodyStart);
            System.arraycopy(octets, bodyStart, whole, header.length, octets.length - bodyStart);
            return whole;
        }
    }

    /// The content as it goes on.
    ///
    /// @param local for mailboxes
    /// @param remote for the world
    record Shelved(Content local, Content remote) {}

    /// Places the content for its deliveries.
    ///
    /// @param locals records for mailboxes
    /// @param hops records for the world
    Shelved place(MessageId id, Content accepted, Edits edits, int locals, int hops) {
        if (accepted.size() * (locals + hops) <= inlineLimit && accepted instanceof Content.Inline inline) {
            return new Shelved(edits.filed(inline), above(edits.above(), inline));
        }
        var whole = claimed(id, accepted);
        return new Shelved(
                locals == 0 || edits.filedHeader().isEmpty() ? whole : filed(id, accepted, edits),
                hops == 0 || edits.above().length == 0 ? whole : signed(id, accepted, edits.above()));
    }

    private Content signed(MessageId id, Content accepted, byte[] fields) {
        try (var in = new SequenceInputStream(new ByteArrayInputStream(fields), open(accepted))) {
            return claims.store(id + "/signed", in, accepted.size() + fields.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Content filed(MessageId id, Content accepted, Edits edits) {
        byte[] header = edits.filedHeader().orElseThrow();
        try (var whole = open(accepted)) {
            whole.skipNBytes(edits.bodyStart());
            var in = new SequenceInputStream(new ByteArrayInputStream(header), whole);
            return claims.store(id + "/filed", in, accepted.size() - edits.bodyStart() + header.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Content above(byte[] fields, Content.Inline inline) {
        if (fields.length == 0) {
            return inline;
        }
        byte[] octets = Arrays.copyOf(fields, fields.length + inline.octets().length);
        System.arraycopy(inline.octets(), 0, octets, fields.length, inline.octets().length);
        return new Content.Inline(octets);
    }

    private Content claimed(MessageId id, Content content) {
        return switch (content) {
            case Content.Claimed claimed -> claimed;
            case Content.Inline(byte[] octets) -> {
                try {
                    yield claims.store(id + "/accepted", new ByteArrayInputStream(octets), octets.length);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }
}
