package org.posthorn.runtime.scan;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.posthorn.events.MessageAccepted;

/// Looks at the content of messages. Safe for use by many threads.
public interface Scanner {
    /// As in the judgement's evidence.
    String name();

    /// @param within how long it may take
    /// @throws IOException when it does not answer in time, or not in a way that can be understood
    Opinion ask(Mail mail, Duration within) throws IOException;

    /// A message.
    record Mail(MessageAccepted message, long size, Octets octets) {}

    /// All octets of a message; the caller closes the stream.
    @FunctionalInterface
    interface Octets {
        InputStream open() throws IOException;
    }
}
