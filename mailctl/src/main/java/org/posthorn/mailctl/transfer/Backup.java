package org.posthorn.mailctl.transfer;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.posthorn.events.api.TransferApi.Mailbox;
import org.posthorn.events.api.TransferApi.MessageState;

/// The form of a backup file: a ZIP archive. `content/HASH` has a message's octets, each once, named by
/// their SHA-256; `messages/N.jsonl` has a line for each message of the folder with the id N;
/// `manifest.json`, the last, says what there is and the SHA-256 of the other lists.
final class Backup {
    static final String FORMAT = "posthorn-account-backup-1";
    static final String MANIFEST = "manifest.json";
    static final String CONTENT = "content/";

    private Backup() {}

    static String list(long folder) {
        return "messages/" + folder + ".jsonl";
    }

    /// What a backup has in it.
    ///
    /// @param id     of this backup: a restore that broke off goes on with the same one
    /// @param hashes of the lists, by the names of their entries
    record Manifest(
            String format,
            String id,
            String address,
            String displayName,
            Instant madeAt,
            Mailbox mailbox,
            long messages,
            Map<String, String> hashes) {}

    /// A message: how it was, and the hash of its octets.
    record Line(MessageState state, String hash) {}

    /// What is wrong with a file.
    record Flaws(List<String> sentences, long messages) {}
}
