package org.posthorn.mailctl.transfer;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.posthorn.events.api.TransferApi.NewMessage;

/// Where mail comes from. It hands everything on once, in its own order.
interface Source {
    /// How much there is, in the unit of [Sink#progress]; 0 when nobody knows.
    long whole() throws IOException;

    /// Hands all messages on.
    ///
    /// @throws IOException when nothing more can be read
    void read(Sink sink) throws IOException;

    /// What takes them.
    interface Sink {
        /// Those of the keys whose messages did not come before.
        Set<String> unknown(List<String> keys);

        /// Takes a message.
        ///
        /// @param folder with `/` between levels; `INBOX` is the inbox
        void add(String folder, NewMessage message, byte[] octets);

        /// Notes that a message was left out.
        ///
        /// @param reason a sentence that names the message
        void skip(String reason);

        /// So much more was looked at.
        void progress(long more);
    }
}
