package org.posthorn.ingress.acceptance;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.posthorn.runtime.acceptance.Octets;

/// Takes the octets of one message: into memory, and past a limit into a file. What cannot be taken is dropped and
/// remembered, because the rest of the content must be read in any case. Not safe for several threads.
public final class Spool extends OutputStream {
    /// What all spools of a server share.
    ///
    /// @param directory   of the files
    /// @param memoryLimit octets of a message that stay in memory
    /// @param maxSize     octets of a message
    public record Place(Path directory, int memoryLimit, long maxSize, ByteBudget budget) {}

    /// What became of the octets.
    public enum Condition {
        WHOLE,
        /// The message passed the limit.
        TOO_LARGE,
        /// The sessions' memory is used up.
        NO_MEMORY,
        /// The disk did not take it.
        NO_DISK
    }

    private static final int FIRST = 8 * 1024;
    /// How far beyond the limit content is read to its end, so that the client hears why it is refused.
    private static final long PATIENCE = 64L * 1024 * 1024;

    private final Place place;
    private byte[] memory = new byte[0];
    private int inMemory;
    private long size;
    private int prefix;
    private Condition condition = Condition.WHOLE;
    private @Nullable Path file;
    private @Nullable OutputStream output;

    public Spool(Place place) {
        this.place = place;
    }

    /// Puts the server's own octets in front; they do not count against the limit.
    void begin(byte[] trace) throws EndlessContent {
        prefix = trace.length;
        write(trace, 0, trace.length);
    }

    @Override
    public void write(int octet) throws EndlessContent {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws EndlessContent {
        size += length;
        if (condition != Condition.WHOLE) {
            if (size - prefix > place.maxSize() + PATIENCE) {
                throw new EndlessContent();
            }
            return;
        }
        if (size - prefix > place.maxSize()) {
            give(Condition.TOO_LARGE);
            return;
        }
        int kept = Math.min(length, place.memoryLimit() - inMemory);
        if (!ensureRoom(inMemory + kept)) {
            give(Condition.NO_MEMORY);
            return;
        }
        System.arraycopy(octets, offset, memory, inMemory, kept);
        inMemory += kept;
        if (kept < length) {
            writeToFile(octets, offset + kept, length - kept);
        }
    }

    Condition condition() {
        return condition;
    }

    /// Octets so far, dropped ones included, without the server's own.
    long size() {
        return size - prefix;
    }

    /// The beginning of the octets: all of them, or as many as memory may hold, for the header section.
    byte[] head() {
        return memory;
    }

    int headLength() {
        return inMemory;
    }

    int prefix() {
        return prefix;
    }

    boolean isInFile() {
        return file != null;
    }

    /// The octets, for Acceptance; valid until the spool is closed.
    Octets octets() throws IOException {
        if (file == null) {
            return new Octets.InMemory(inMemory == memory.length ? memory : Arrays.copyOf(memory, inMemory));
        }
        if (output != null) {
            output.close();
            output = null;
        }
        return new Octets.InFile(file, size);
    }

    /// Gives memory and file back.
    @Override
    public void close() {
        place.budget().release(memory.length);
        memory = new byte[0];
        inMemory = 0;
        try {
            if (output != null) {
                output.close();
                output = null;
            }
            if (file != null) {
                Files.deleteIfExists(file);
                file = null;
            }
        } catch (IOException _) {
            // The start of the server empties the directory.
        }
    }

    private void give(Condition reason) {
        condition = reason;
        close();
    }

    private boolean ensureRoom(int needed) {
        if (needed <= memory.length) {
            return true;
        }
        int larger = Math.min(Math.max(Math.max(FIRST, memory.length * 2), needed), place.memoryLimit());
        if (!place.budget().reserve(larger - memory.length)) {
            return false;
        }
        memory = Arrays.copyOf(memory, larger);
        return true;
    }

    private void writeToFile(byte[] octets, int offset, int length) {
        try {
            if (output == null) {
                file = Files.createTempFile(place.directory(), "message", ".spool");
                output = Files.newOutputStream(file);
                output.write(memory, 0, inMemory);
            }
            output.write(octets, offset, length);
        } catch (IOException _) {
            give(Condition.NO_DISK);
        }
    }
}
