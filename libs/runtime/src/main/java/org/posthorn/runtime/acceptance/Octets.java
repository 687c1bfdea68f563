package org.posthorn.runtime.acceptance;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// The content of a message that is to be accepted: in memory while it is small, in a file when it is not.
public sealed interface Octets {
    /// How many.
    long size();

    /// @param octets shared, not copied
    record InMemory(byte[] octets) implements Octets {
        @Override
        public long size() {
            return octets.length;
        }
    }

    /// @param file the caller's, who deletes it afterwards
    record InFile(Path file, long size) implements Octets {}

    /// All of them, in memory.
    default byte[] bytes() throws IOException {
        return switch (this) {
            case InMemory(byte[] octets) -> octets;
            case InFile(Path file, long _) -> Files.readAllBytes(file);
        };
    }

    /// As a stream; the caller closes it.
    default InputStream open() throws IOException {
        return switch (this) {
            case InMemory(byte[] octets) -> new ByteArrayInputStream(octets);
            case InFile(Path file, long _) -> Files.newInputStream(file);
        };
    }
}
