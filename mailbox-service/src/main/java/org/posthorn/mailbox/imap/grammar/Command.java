package org.posthorn.mailbox.imap.grammar;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// One command of a client, without its tag (RFC 9051 §6). Names of folders are as the client wrote them.
public sealed interface Command {
    /// Commands of any state.
    sealed interface Always extends Command {}

    /// Commands that need no login and make no sense after it.
    sealed interface BeforeLogin extends Command {}

    /// Commands that need a login.
    sealed interface NeedsLogin extends Command {}

    /// Commands that need a selected folder.
    sealed interface NeedsFolder extends Command {}

    record Capability() implements Always {}

    record Noop() implements Always {}

    record Logout() implements Always {}

    /// RFC 2971; what the client says of itself is for a log only.
    record Id() implements Always {}

    record StartTls() implements BeforeLogin {}

    record Login(String user, String password) implements BeforeLogin {}

    /// @param initial the first answer, in base 64 or `=` (RFC 4959)
    record Authenticate(String mechanism, Optional<String> initial) implements BeforeLogin {}

    record Enable(List<String> capabilities) implements NeedsLogin {}

    /// SELECT and EXAMINE.
    ///
    /// @param qresync what the client knows of the folder (RFC 7162 §3.2.5)
    record Select(String folder, boolean readOnly, boolean condstore, Optional<Qresync> qresync)
            implements NeedsLogin {}

    record Qresync(long uidValidity, long modSeq, Optional<SequenceSet> knownUids) {}

    /// @param uses special uses that the folder is to have (RFC 6154 §3)
    record Create(String folder, List<String> uses) implements NeedsLogin {}

    record Delete(String folder) implements NeedsLogin {}

    record Rename(String from, String to) implements NeedsLogin {}

    record Subscribe(String folder, boolean wanted) implements NeedsLogin {}

    record ListFolders(ListRequest request) implements NeedsLogin {}

    record Namespace() implements NeedsLogin {}

    record Status(String folder, List<StatusItem> items) implements NeedsLogin {}

    record Append(String folder, List<NewMessage> messages) implements NeedsLogin {}

    /// A message of an APPEND; several in one command are stored together or not at all (RFC 3502).
    record NewMessage(List<String> flags, Optional<Instant> received, byte[] octets) {}

    record Idle() implements NeedsLogin {}

    /// RFC 4978.
    record Compress(String algorithm) implements NeedsLogin {}

    record GetQuota(String root) implements NeedsLogin {}

    record GetQuotaRoot(String folder) implements NeedsLogin {}

    /// The limits are for who administers accounts; they are read and refused.
    record SetQuota(String root) implements NeedsLogin {}

    /// RFC 5464 §4.2.
    ///
    /// @param folder  empty is the account
    /// @param entries in lower case
    /// @param largest values that are longer are left out
    record GetMetadata(String folder, List<String> entries, OptionalLong largest, Depth depth) implements NeedsLogin {}

    /// RFC 5464 §4.3: all of it or nothing.
    ///
    /// @param folder empty is the account
    record SetMetadata(String folder, List<Annotation> annotations) implements NeedsLogin {}

    /// @param entry its name, in lower case
    /// @param value empty takes the entry away
    record Annotation(String entry, Optional<byte[]> value) {
        private static final int LONGEST_NAME = 255;

        /// Whether an entry may be named so (RFC 5464 §3.2).
        public static boolean isEntry(String name) {
            return name.length() <= LONGEST_NAME
                    && name.matches("/(private|shared)(/.*)?")
                    && !name.endsWith("/")
                    && !name.contains("//")
                    && name.chars().allMatch(c -> c >= ' ' && c < 0x7F && c != '*' && c != '%');
        }
    }

    /// How far below an entry others are meant (RFC 5464 §4.2.2).
    enum Depth {
        ITSELF,
        CHILDREN,
        ALL_BELOW
    }

    /// RFC 5465 §3.1.
    record Notify(NotifyRequest request) implements NeedsLogin {}

    record Check() implements NeedsFolder {}

    /// CLOSE and UNSELECT.
    record Close(boolean expunge) implements NeedsFolder {}

    /// EXPUNGE and UID EXPUNGE.
    record Expunge(Optional<SequenceSet> uids) implements NeedsFolder {}

    /// @param results what to return (RFC 9051 §6.4.4.1); absent is the answer of IMAP4rev1
    record Search(boolean uid, Optional<List<SearchResult>> results, SearchKey key) implements NeedsFolder {}

    /// @param results what to return (RFC 5267 §3); absent is the answer of RFC 5256
    record Sort(boolean uid, Optional<List<SearchResult>> results, List<SortOrder> orders, SearchKey key)
            implements NeedsFolder {}

    record Threads(boolean uid, ThreadAlgorithm algorithm, SearchKey key) implements NeedsFolder {}

    /// A message in place of another one (RFC 8508).
    record Replace(boolean uid, SequenceSet replaced, String folder, NewMessage message) implements NeedsFolder {}

    /// @param reverse the largest first
    record SortOrder(SortField field, boolean reverse) {}

    /// @param changedSince only messages that changed since (RFC 7162 §3.1.4)
    /// @param vanished     and the UIDs of those that are gone (RFC 7162 §3.2.6)
    /// @param partial      only some of them, by their places (RFC 9394 §3.3)
    record Fetch(
            boolean uid,
            SequenceSet messages,
            List<FetchItem> items,
            Optional<Long> changedSince,
            boolean vanished,
            Optional<PartialRange> partial)
            implements NeedsFolder {}

    /// @param unchangedSince leaves messages alone that changed since (RFC 7162 §3.1.3)
    record Store(
            boolean uid,
            SequenceSet messages,
            FlagChange change,
            boolean silent,
            List<String> flags,
            Optional<Long> unchangedSince)
            implements NeedsFolder {}

    record Copy(boolean uid, SequenceSet messages, String folder) implements NeedsFolder {}

    record Move(boolean uid, SequenceSet messages, String folder) implements NeedsFolder {}

    /// What becomes of the flags.
    enum FlagChange {
        REPLACE,
        ADD,
        REMOVE
    }

    /// What a search returns.
    sealed interface SearchResult permits SearchOption, PartialRange {}

    /// RFC 9051 §6.4.4.1.
    enum SearchOption implements SearchResult {
        MIN,
        MAX,
        ALL,
        COUNT,
        SAVE
    }

    /// RFC 5256 §3.
    enum ThreadAlgorithm {
        ORDEREDSUBJECT,
        REFERENCES
    }

    /// RFC 5256 §3, RFC 5957 §3.
    enum SortField {
        ARRIVAL,
        CC,
        DATE,
        DISPLAYFROM,
        DISPLAYTO,
        FROM,
        SIZE,
        SUBJECT,
        TO
    }

    /// RFC 9051 §6.3.11.
    enum StatusItem {
        MESSAGES,
        RECENT,
        UIDNEXT,
        UIDVALIDITY,
        UNSEEN,
        DELETED,
        /// RFC 9208 §4.1.4; written with a hyphen.
        DELETED_STORAGE,
        SIZE,
        HIGHESTMODSEQ,
        APPENDLIMIT,
        MAILBOXID
    }

    /// LIST with its extensions (RFC 5258, RFC 5819), and LSUB.
    ///
    /// @param lsub      answers are LSUB
    /// @param extended  whether the syntax of RFC 5258 was used
    record ListRequest(
            boolean lsub,
            boolean extended,
            boolean subscribedOnly,
            boolean recursiveMatch,
            boolean specialUseOnly,
            String reference,
            List<String> patterns,
            boolean returnSpecialUse,
            List<StatusItem> status) {}
}
