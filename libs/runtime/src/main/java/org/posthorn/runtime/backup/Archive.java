package org.posthorn.runtime.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.zip.ZipFile;
import org.posthorn.events.EventJson;

/// A backup that is read.
public final class Archive implements AutoCloseable {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path file;
    private final ZipFile zip;
    private final Manifest manifest;

    private Archive(Path file, ZipFile zip, Manifest manifest) {
        this.file = file;
        this.zip = zip;
        this.manifest = manifest;
    }

    /// @throws BackupRefused when it is none of this format
    public static Archive open(Path file) {
        try {
            var zip = new ZipFile(file.toFile());
            try {
                return new Archive(file, zip, manifest(file, zip));
            } catch (IOException | RuntimeException e) {
                zip.close();
                throw e;
            }
        } catch (IOException e) {
            throw new BackupRefused("The backup " + file + " cannot be read: " + e.getMessage() + ".");
        }
    }

    private static Manifest manifest(Path file, ZipFile zip) throws IOException {
        var entry = zip.getEntry(Manifest.ENTRY);
        if (entry == null) {
            throw new BackupRefused("The file " + file + " is no backup of Posthorn.");
        }
        try (var in = zip.getInputStream(entry)) {
            var manifest = EventJson.MAPPER.readValue(in, Manifest.class);
            if (manifest.format() != Manifest.FORMAT) {
                throw new BackupRefused("The backup " + file + " has the format " + manifest.format()
                        + ", which this release does not read; use the release that made it.");
            }
            return manifest;
        }
    }

    /// What it holds.
    public Manifest manifest() {
        return manifest;
    }

    InputStream open(String entry) throws IOException {
        var found = zip.getEntry(entry);
        if (found == null) {
            throw new BackupRefused("The backup " + file + " lacks its entry " + entry + ".");
        }
        return zip.getInputStream(found);
    }

    /// Reads all of it, and compares each entry with its sum.
    ///
    /// @throws BackupRefused when an entry is missing or is not what was written
    public void verify(Progress progress) {
        var all = manifest.sums().keySet().stream().mapToLong(this::size).sum();
        long done = 0;
        for (var sum : manifest.sums().entrySet()) {
            progress.at("verifying " + sum.getKey(), done, all);
            if (!sum(sum.getKey()).equals(sum.getValue())) {
                throw new BackupRefused("The backup " + file + " is damaged: its entry " + sum.getKey()
                        + " is not what was written; use another backup.");
            }
            done += size(sum.getKey());
        }
        progress.at("verified", all, all);
    }

    private String sum(String entry) {
        var digest = ArchiveWriter.sha256();
        try (var in = open(entry)) {
            var buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new BackupRefused("The backup " + file + " is damaged at its entry " + entry + ": " + e.getMessage()
                    + "; use another backup.");
        }
    }

    /// Writes the further files below a directory, for their owner alone; what is there already stays.
    ///
    /// @return the names of those that were written
    public List<String> unpackFiles(Path directory) {
        var written = new ArrayList<String>();
        var root = directory.toAbsolutePath().normalize();
        for (var name : manifest.files()) {
            var target = root.resolve(name).normalize();
            if (!target.startsWith(root)) {
                throw new BackupRefused("The backup " + file + " names a file outside of it: " + name + ".");
            }
            try (var in = open(Manifest.fileEntry(name))) {
                if (!Files.exists(target)) {
                    Files.createDirectories(Objects.requireNonNullElse(target.getParent(), root));
                    Files.createFile(target, OWNER_ONLY);
                    Files.write(target, in.readAllBytes());
                    written.add(name);
                }
            } catch (IOException e) {
                throw new BackupRefused("The file " + target + " cannot be written: " + e.getMessage() + ".");
            }
        }
        return written;
    }

    long size(String entry) {
        var found = zip.getEntry(entry);
        return found == null ? 0 : Math.max(0, found.getSize());
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw new BackupRefused("The backup " + file + " cannot be closed: " + e.getMessage() + ".");
        }
    }
}
