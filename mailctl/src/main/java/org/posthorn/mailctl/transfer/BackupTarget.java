package org.posthorn.mailctl.transfer;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.posthorn.events.EventJson;
import org.posthorn.events.api.AccountApi.Account;
import org.posthorn.events.api.TransferApi.FolderState;
import org.posthorn.events.api.TransferApi.Mailbox;
import org.posthorn.events.api.TransferApi.MessageState;

/// Writes a backup file. Until it is whole it has another name; the lists grow beside it and are put into
/// it at the end.
final class BackupTarget implements Target, AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final Path part;
    private final Path lists;
    private final ZipOutputStream zip;
    private final Set<String> contents = new HashSet<>();
    /// The last UID of each folder, by its id.
    private final Map<Long, Long> last = new HashMap<>();
    private long messages;

    BackupTarget(Path file) throws IOException {
        this.file = file;
        this.part = file.resolveSibling(FolderNames.last(file) + ".part");
        this.lists = Files.createTempDirectory(
                Objects.requireNonNull(file.toAbsolutePath().getParent()), ".posthorn-backup");
        Files.deleteIfExists(part);
        var channel = PrivateFiles.open(part);
        this.zip = new ZipOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER));
        zip.setLevel(Deflater.BEST_SPEED);
    }

    @Override
    public Box open(FolderState folder) throws IOException {
        return new Folder(folder.id());
    }

    /// How many messages were written.
    long messages() {
        return messages;
    }

    /// Completes the file.
    ///
    /// @param mailbox as it was when the last message was read
    void finish(Account account, Mailbox mailbox) throws IOException {
        var hashes = new TreeMap<String, String>();
        for (var folder : mailbox.folders()) {
            var list = lists.resolve(Long.toString(folder.id()));
            if (Files.exists(list)) {
                var digest = SourceKey.sha256();
                zip.putNextEntry(new ZipEntry(Backup.list(folder.id())));
                Files.copy(list, new DigestOutputStream(new Unclosed(zip), digest));
                zip.closeEntry();
                hashes.put(Backup.list(folder.id()), HexFormat.of().formatHex(digest.digest()));
            }
        }
        var manifest = new Backup.Manifest(
                Backup.FORMAT,
                UUID.randomUUID().toString(),
                account.address(),
                account.displayName(),
                Instant.now(),
                mailbox,
                messages,
                hashes);
        zip.putNextEntry(new ZipEntry(Backup.MANIFEST));
        zip.write(EventJson.MAPPER.writeValueAsBytes(manifest));
        zip.closeEntry();
        zip.close();
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        zip.close();
        Files.deleteIfExists(part);
        try (var left = Files.newDirectoryStream(lists)) {
            for (var list : left) {
                Files.delete(list);
            }
        }
        Files.delete(lists);
    }

    /// An entry of a ZIP is not the end of it.
    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] octets, int from, int length) throws IOException {
            out.write(octets, from, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }

    private final class Folder implements Box {
        private final long id;
        private final BufferedWriter list;

        Folder(long id) throws IOException {
            this.id = id;
            this.list = Files.newBufferedWriter(
                    lists.resolve(Long.toString(id)),
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }

        @Override
        public long after() {
            return last.getOrDefault(id, 0L);
        }

        @Override
        public boolean wants(MessageState message) {
            return true;
        }

        @Override
        public void add(MessageState message, byte[] octets) throws IOException {
            var hash = SourceKey.hex(octets);
            if (contents.add(hash)) {
                zip.putNextEntry(new ZipEntry(Backup.CONTENT + hash));
                zip.write(octets);
                zip.closeEntry();
            }
            list.write(EventJson.MAPPER.writeValueAsString(new Backup.Line(message, hash)));
            list.write('\n');
            last.merge(id, message.uid(), Math::max);
            messages++;
        }

        @Override
        public void settle() {
            // the file is whole or it is not there
        }

        @Override
        public void close() throws IOException {
            list.close();
        }
    }
}
