package org.posthorn.mailctl.transfer;

import java.io.IOException;
import org.posthorn.events.api.TransferApi.FolderState;
import org.posthorn.events.api.TransferApi.MessageState;

/// Where mail goes.
interface Target {
    /// Opens a folder.
    Box open(FolderState folder) throws IOException;

    /// A folder of the target. Messages come in the order of their UIDs.
    interface Box extends AutoCloseable {
        /// Messages up to this UID need not be looked at.
        long after();

        /// Whether a message is still missing; for one that is there, what changed is brought up to date.
        boolean wants(MessageState message) throws IOException;

        void add(MessageState message, byte[] octets) throws IOException;

        /// What was added so far stays, whatever comes.
        void settle() throws IOException;

        @Override
        void close() throws IOException;
    }
}
