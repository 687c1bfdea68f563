package org.posthorn.runtime.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.posthorn.events.EventJson;

/// JSON values, each with octets, one after another: how messages travel between a service and its callers
/// without being written as text. A frame is a length of four octets and the JSON, a length of four octets
/// and the octets.
public final class Frames {
    public static final String MEDIA_TYPE = "application/vnd.posthorn.frames";

    private static final int LONGEST_PART = 256 << 20;

    private Frames() {}

    /// One value with its octets.
    public record Frame<T>(T head, byte[] octets) {}

    /// Frames as one array, for a request.
    public static <T> byte[] write(List<Frame<T>> frames) {
        try {
            return stream(frames).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Frames one after the other without another copy of their octets, for an answer.
    public static <T> InputStream stream(List<Frame<T>> frames) {
        var parts = new ArrayList<InputStream>(2 * frames.size());
        for (var frame : frames) {
            parts.add(new ByteArrayInputStream(head(frame)));
            parts.add(new ByteArrayInputStream(frame.octets()));
        }
        return new SequenceInputStream(Collections.enumeration(parts));
    }

    private static byte[] head(Frame<?> frame) {
        var head = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(head)) {
            var json = EventJson.MAPPER.writeValueAsBytes(frame.head());
            out.writeInt(json.length);
            out.write(json);
            out.writeInt(frame.octets().length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return head.toByteArray();
    }

    /// @throws Refusal when they are malformed
    public static <T> List<Frame<T>> read(byte[] body, Class<T> type) {
        return read(new ByteArrayInputStream(body), type);
    }

    /// Frames as they come, each of them once in memory.
    ///
    /// @throws Refusal when they are malformed
    public static <T> List<Frame<T>> read(InputStream body, Class<T> type) {
        var frames = new ArrayList<Frame<T>>();
        try (var in = new DataInputStream(body)) {
            for (int first = in.read(); first >= 0; first = in.read()) {
                int length = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
                var head = EventJson.MAPPER.readValue(part(in, length), type);
                frames.add(new Frame<>(head, part(in, in.readInt())));
            }
        } catch (EOFException e) {
            throw Refusal.badRequest("The frames cannot be read: one ends too early.");
        } catch (IOException e) {
            throw Refusal.badRequest("The frames cannot be read: " + e.getMessage() + ".");
        }
        return frames;
    }

    private static byte[] part(DataInputStream in, int length) throws IOException {
        if (length < 0 || length > LONGEST_PART) {
            throw new IOException("one is said to have " + Integer.toUnsignedString(length) + " octets");
        }
        var octets = new byte[length];
        in.readFully(octets);
        return octets;
    }
}
