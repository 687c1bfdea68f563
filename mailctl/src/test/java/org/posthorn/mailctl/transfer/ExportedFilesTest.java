package org.posthorn.mailctl.transfer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.events.api.TransferApi.FolderState;
import org.posthorn.events.api.TransferApi.MessageState;

/// Exported mail is its owner's alone, whatever the umask.
class ExportedFilesTest {
    private static final FolderState FOLDER = new FolderState(1, "Work/2026", Optional.empty(), true, 7, 2, 1, 1, 16);
    private static final MessageState MESSAGE =
            new MessageState(1, 1, List.of("blue"), Instant.EPOCH, Optional.empty(), 16);
    private static final byte[] OCTETS = "Subject: x\r\n\r\nhi".getBytes(US_ASCII);

    private static void export(Target target) throws IOException {
        try (var box = target.open(FOLDER)) {
            box.add(MESSAGE, OCTETS);
            box.settle();
        }
    }

    /// Permissions of all that is there, by name.
    private static Map<String, String> permissions(Path root) throws IOException {
        var found = new TreeMap<String, String>();
        try (var files = Files.walk(root)) {
            for (var file : files.toList()) {
                found.put(
                        root.relativize(file).toString(),
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
        return found;
    }

    @Test
    void aMaildirIsItsOwnersAlone(@TempDir Path directory) throws IOException {
        var root = directory.resolve("alice");

        export(new MaildirTarget(root));

        var found = permissions(root);
        assertEquals("rw-------", found.remove(".Work.2026/cur/0.V7U1.posthorn:2,a"), found.toString());
        assertEquals("rw-------", found.remove(".Work.2026/maildirfolder"));
        assertEquals("rw-------", found.remove("dovecot-keywords"));
        assertEquals(
                List.of("", ".Work.2026", ".Work.2026/cur", ".Work.2026/new", ".Work.2026/tmp"),
                List.copyOf(found.keySet()));
        assertEquals(List.of("rwx------"), found.values().stream().distinct().toList());
    }

    @Test
    void mboxesAreTheirOwnersAlone(@TempDir Path directory) throws IOException {
        var root = directory.resolve("alice");

        Files.createDirectories(root.resolve("Work"));
        Files.createFile(
                root.resolve("Work/2026.mbox"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(root.resolve("Work"), PosixFilePermissions.fromString("rwx------"));

        export(new MboxTarget(root));

        var found = permissions(root);
        assertEquals("rw-------", found.remove("Work/2026.mbox"), found.toString());
        assertEquals("rw-------", found.remove(MboxTarget.STATE));
        assertEquals(List.of("", "Work"), List.copyOf(found.keySet()));
        assertEquals(List.of("rwx------"), found.values().stream().distinct().toList());
    }
}
