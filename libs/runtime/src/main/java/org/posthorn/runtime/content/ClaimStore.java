package org.posthorn.runtime.content;

import java.io.IOException;
import java.io.InputStream;
import org.posthorn.events.Content;

/// Keeps the octets of large messages under a name. Every service that reads or writes mail records has it.
public interface ClaimStore {
    /// Stores octets; returns when they are durable. The same name again replaces them, so a redo is harmless.
    ///
    /// @param name a message id, a slash, and what it is for
    /// @param octets exactly `size` of them; the caller closes it
    /// @throws IOException when the stream fails or has another length: nothing is stored then
    /// @throws org.posthorn.runtime.EnvironmentFailure when the store is away
    Content.Claimed store(String name, InputStream octets, long size) throws IOException;

    /// Opens the octets; the caller closes the stream.
    ///
    /// @throws MissingClaim when there are none of this name
    /// @throws org.posthorn.runtime.EnvironmentFailure when the store is away
    InputStream open(Content.Claimed claimed);

    /// All octets of a content, in memory.
    ///
    /// @throws MissingClaim when they are claimed and the store has none of this name
    default byte[] octets(Content content) {
        return switch (content) {
            case Content.Inline(byte[] octets) -> octets;
            case Content.Claimed claimed -> {
                try (var in = open(claimed)) {
                    yield whole(in, claimed.size());
                } catch (IOException e) {
                    throw new ClaimStoreUnavailable("The claim store broke off: " + e.getMessage(), e);
                }
            }
        };
    }

    /// In one array of the right size: a large message must not be in memory twice while it grows.
    private static byte[] whole(InputStream in, long size) throws IOException {
        var octets = new byte[Math.toIntExact(size)];
        int read = in.readNBytes(octets, 0, octets.length);
        if (read < octets.length) {
            throw new IOException("the content ended " + (octets.length - read) + " octets too early");
        }
        return octets;
    }
}
