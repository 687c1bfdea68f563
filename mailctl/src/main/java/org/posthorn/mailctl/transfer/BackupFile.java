package org.posthorn.mailctl.transfer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.posthorn.events.EventJson;
import org.posthorn.events.api.TransferApi.FolderState;
import org.posthorn.events.api.TransferApi.MessageState;
import org.posthorn.mailctl.console.Failure;
import org.posthorn.mailctl.console.Progress;
import org.posthorn.runtime.http.Frames.Frame;

/// Reads a backup file.
final class BackupFile implements AutoCloseable {
    private static final int MOST_FLAWS = 20;
    private static final int MESSAGES = 200;
    private static final long OCTETS = 4 << 20;

    private final Path file;
    private final ZipFile zip;
    private final Backup.Manifest manifest;

    /// @throws Failure when it is no backup
    BackupFile(Path file) {
        this.file = file;
        try {
            zip = new ZipFile(file.toFile());
        } catch (IOException e) {
            throw new Failure(file + " is no backup: " + e.getMessage() + ".");
        }
        try {
            manifest = EventJson.MAPPER.readValue(read(Backup.MANIFEST), Backup.Manifest.class);
        } catch (IOException e) {
            throw new Failure(file + " is no backup of an account: " + e.getMessage() + ".");
        }
        if (!manifest.format().equals(Backup.FORMAT)) {
            throw new Failure(file + " has the format " + manifest.format() + ", which this version does not know.");
        }
    }

    Backup.Manifest manifest() {
        return manifest;
    }

    private byte[] read(String name) throws IOException {
        var entry = entry(name);
        if (entry.getSize() > Importer.LARGEST) {
            throw new IOException(name + " is too large");
        }
        try (var in = zip.getInputStream(entry)) {
            return in.readNBytes(Importer.LARGEST);
        }
    }

    private ZipEntry entry(String name) throws IOException {
        var entry = zip.getEntry(name);
        if (entry == null) {
            throw new IOException(name + " is missing");
        }
        return entry;
    }

    /// Reads everything and compares it with its checksums.
    Backup.Flaws verify(Progress progress) {
        var flaws = new ArrayList<String>();
        long messages = 0;
        try (progress) {
            for (var folder : manifest.mailbox().folders()) {
                if (!manifest.hashes().containsKey(Backup.list(folder.id()))) {
                    continue;
                }
                try {
                    messages += verify(folder, flaws, progress);
                } catch (IOException e) {
                    flaws.add("The list of " + folder.name() + ": " + e.getMessage() + ".");
                }
            }
        }
        if (messages != manifest.messages()) {
            flaws.add("There are " + messages + " messages where " + manifest.messages() + " should be.");
        }
        return new Backup.Flaws(flaws.subList(0, Math.min(flaws.size(), MOST_FLAWS)), messages);
    }

    private long verify(FolderState folder, List<String> flaws, Progress progress) throws IOException {
        var name = Backup.list(folder.id());
        var digest = SourceKey.sha256();
        long messages = 0;
        try (var reader = reader(new DigestInputStream(zip.getInputStream(entry(name)), digest))) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                var read = EventJson.MAPPER.readValue(line, Backup.Line.class);
                messages++;
                verify(folder, read, flaws);
                progress.at(messages, 0);
            }
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(manifest.hashes().get(name))) {
            flaws.add("The list of " + folder.name() + " is damaged.");
        }
        return messages;
    }

    private void verify(FolderState folder, Backup.Line line, List<String> flaws) {
        var what = "Message " + line.state().uid() + " of " + folder.name();
        try {
            if (!SourceKey.hex(read(Backup.CONTENT + line.hash())).equals(line.hash())) {
                flaws.add(what + " is damaged.");
            }
        } catch (IOException e) {
            flaws.add(what + " cannot be read: " + e.getMessage() + ".");
        }
    }

    private static BufferedReader reader(InputStream in) {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /// Puts everything into a mailbox without messages.
    ///
    /// @return how many messages came now
    long restore(RemoteMailbox mailbox, Progress progress) {
        var ids = new HashMap<String, Long>();
        mailbox.beginRestore(manifest.id(), manifest.mailbox())
                .folders()
                .forEach(folder -> ids.put(folder.name(), folder.id()));
        long restored = 0;
        long looked = 0;
        try (progress) {
            for (var folder : manifest.mailbox().folders()) {
                if (manifest.hashes().containsKey(Backup.list(folder.id()))) {
                    var carrier = new Carrier(mailbox, ids.getOrDefault(folder.name(), 0L), progress, looked);
                    carry(folder, carrier);
                    restored += carrier.restored;
                    looked = carrier.looked;
                }
            }
        } catch (IOException e) {
            throw new Failure(file + " cannot be read further: " + e.getMessage() + ". Nothing of it shows yet.");
        }
        mailbox.endRestore();
        return restored;
    }

    private void carry(FolderState folder, Carrier carrier) throws IOException {
        try (var reader = reader(zip.getInputStream(entry(Backup.list(folder.id()))))) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                var read = EventJson.MAPPER.readValue(line, Backup.Line.class);
                carrier.add(new Frame<>(read.state(), read(Backup.CONTENT + read.hash())));
            }
        }
        carrier.send();
    }

    /// Sends messages of one folder, some at a time.
    private final class Carrier {
        private final RemoteMailbox mailbox;
        private final long folder;
        private final Progress progress;
        private final List<Frame<MessageState>> waiting = new ArrayList<>();
        private long octets;
        private long looked;
        private long restored;

        Carrier(RemoteMailbox mailbox, long folder, Progress progress, long looked) {
            this.mailbox = mailbox;
            this.folder = folder;
            this.progress = progress;
            this.looked = looked;
        }

        void add(Frame<MessageState> frame) {
            waiting.add(frame);
            octets += frame.octets().length;
            if (waiting.size() == MESSAGES || octets > OCTETS) {
                send();
            }
        }

        void send() {
            if (waiting.isEmpty()) {
                return;
            }
            restored += mailbox.restore(folder, List.copyOf(waiting));
            looked += waiting.size();
            progress.at(looked, manifest.messages());
            waiting.clear();
            octets = 0;
        }
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw new Failure(file + " cannot be closed: " + e.getMessage() + ".");
        }
    }
}
