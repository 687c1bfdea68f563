package org.posthorn.mailctl.transfer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.posthorn.events.api.TransferApi.FolderState;
import org.posthorn.events.api.TransferApi.MessageState;

/// A Maildir++. A file's name is made of UIDVALIDITY and UID, so that a second run finds what is there; its
/// flags are brought up to date, and its date is when the message came. Line ends are LF, as Maildirs have
/// them. Only its owner can read it.
final class MaildirTarget implements Target {
    private final Path root;
    private final Map<String, Character> keywords = new LinkedHashMap<>();

    MaildirTarget(Path root) {
        this.root = root;
    }

    @Override
    public Box open(FolderState folder) throws IOException {
        var directory = root.resolve(FolderNames.directory(folder.name()));
        for (var place : List.of("cur", "new", "tmp")) {
            PrivateFiles.directories(directory.resolve(place));
        }
        if (!directory.equals(root)) {
            // what makes a directory a folder in Maildir++
            var mark = directory.resolve("maildirfolder");
            if (Files.notExists(mark)) {
                PrivateFiles.write(mark, new byte[0]);
            }
        }
        readKeywords();
        return new Folder(directory, folder.uidValidity());
    }

    private void readKeywords() throws IOException {
        var file = root.resolve("dovecot-keywords");
        if (keywords.isEmpty() && Files.isReadable(file)) {
            MaildirFlags.keywords(Files.readAllLines(file)).forEach((letter, keyword) -> keywords.put(keyword, letter));
        }
    }

    private void writeKeywords() throws IOException {
        if (!keywords.isEmpty()) {
            var lines = new ArrayList<String>();
            keywords.forEach((keyword, letter) -> lines.add((letter - 'a') + " " + keyword));
            var text = String.join("\n", lines) + "\n";
            PrivateFiles.write(root.resolve("dovecot-keywords"), text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private final class Folder implements Box {
        private final Path directory;
        private final long uidValidity;
        /// Names of files by the part that never changes.
        private final Map<String, String> present = new HashMap<>();

        Folder(Path directory, long uidValidity) throws IOException {
            this.directory = directory;
            this.uidValidity = uidValidity;
            try (var files = Files.newDirectoryStream(directory.resolve("cur"))) {
                files.forEach(file -> {
                    var name = FolderNames.last(file);
                    present.put(MaildirFlags.unique(name), name);
                });
            }
        }

        @Override
        public long after() {
            return 0;
        }

        private String unique(MessageState message) {
            return message.receivedAt().getEpochSecond() + ".V" + uidValidity + "U" + message.uid() + ".posthorn";
        }

        @Override
        public boolean wants(MessageState message) throws IOException {
            var unique = unique(message);
            var old = present.get(unique);
            if (old == null) {
                return true;
            }
            var wanted = unique + MaildirFlags.write(message.flags(), keywords);
            if (!old.equals(wanted)) {
                var cur = directory.resolve("cur");
                Files.move(cur.resolve(old), cur.resolve(wanted), StandardCopyOption.ATOMIC_MOVE);
            }
            return false;
        }

        @Override
        public void add(MessageState message, byte[] octets) throws IOException {
            var name = unique(message) + MaildirFlags.write(message.flags(), keywords);
            var written = directory.resolve("tmp").resolve(unique(message));
            PrivateFiles.write(written, LineEnds.lf(octets));
            Files.setLastModifiedTime(written, FileTime.from(message.receivedAt()));
            Files.move(written, directory.resolve("cur").resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }

        @Override
        public void settle() throws IOException {
            writeKeywords();
        }

        @Override
        public void close() throws IOException {
            writeKeywords();
        }
    }
}
