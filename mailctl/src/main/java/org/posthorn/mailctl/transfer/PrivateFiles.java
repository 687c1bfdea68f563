package org.posthorn.mailctl.transfer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Makes files and directories that their owner alone can read, since people's mail is in them. Directories that are
/// there already keep their permissions.
final class PrivateFiles {
    private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private PrivateFiles() {}

    /// Makes a directory and those above it, as far as they are missing.
    static void directories(Path directory) throws IOException {
        Files.createDirectories(directory, DIRECTORY);
    }

    /// Opens a file to be written from its beginning, over what it has. One that others could read is theirs no more.
    static FileChannel open(Path file) throws IOException {
        var opened = FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), FILE);
        try {
            Files.setPosixFilePermissions(file, FILE.value());
            return opened;
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    /// Writes a whole file.
    static void write(Path file, byte[] octets) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, FILE);
        Files.write(file, octets);
    }
}
