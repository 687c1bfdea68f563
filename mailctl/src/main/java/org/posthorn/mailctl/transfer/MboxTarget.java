package org.posthorn.mailctl.transfer;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.posthorn.events.EventJson;
import org.posthorn.events.api.TransferApi.FolderState;
import org.posthorn.events.api.TransferApi.MessageState;
import org.posthorn.mail.message.HeaderSection;

/// A directory with an mbox (mboxrd) for each folder. Beside them stands how far each was written: a second
/// run goes on behind that, and cuts off what a run that broke off had begun. Only their owner can read them.
final class MboxTarget implements Target {
    static final String STATE = ".posthorn-export.json";

    private static final int BUFFER = 1 << 16;

    private static final TypeReference<TreeMap<String, Point>> WRITTEN = new TypeReference<>() {};

    private final Path root;
    /// How far the files were written, by their names.
    private final Map<String, Point> written;

    /// @param uid  up to which the messages are there
    /// @param size of the file
    record Point(long uidValidity, long uid, long size) {}

    MboxTarget(Path root) throws IOException {
        this.root = root;
        PrivateFiles.directories(root);
        var state = root.resolve(STATE);
        written =
                Files.exists(state) ? EventJson.MAPPER.readValue(Files.readAllBytes(state), WRITTEN) : new TreeMap<>();
    }

    @Override
    public Box open(FolderState folder) throws IOException {
        return new Folder(FolderNames.file(folder.name()), folder.uidValidity());
    }

    private void save() throws IOException {
        var next = root.resolve(STATE + ".next");
        PrivateFiles.write(next, EventJson.MAPPER.writeValueAsBytes(written));
        Files.move(next, root.resolve(STATE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private final class Folder implements Box {
        private final String name;
        private final long uidValidity;
        private final FileChannel channel;
        private final OutputStream out;
        private long uid;

        Folder(String name, long uidValidity) throws IOException {
            this.name = name;
            this.uidValidity = uidValidity;
            var file = root.resolve(name);
            PrivateFiles.directories(Objects.requireNonNull(file.getParent()));
            var point = Optional.ofNullable(written.get(name)).filter(known -> known.uidValidity() == uidValidity);
            if (point.isEmpty() && Files.exists(file) && Files.size(file) > 0) {
                throw new IOException(file + " exists and is not of this folder; export to another directory");
            }
            uid = point.map(Point::uid).orElse(0L);
            channel = PrivateFiles.open(file);
            channel.truncate(point.map(Point::size).orElse(0L));
            channel.position(channel.size());
            out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
        }

        @Override
        public long after() {
            return uid;
        }

        @Override
        public boolean wants(MessageState message) {
            return true;
        }

        @Override
        public void add(MessageState message, byte[] octets) throws IOException {
            out.write(mbox(message, octets));
            uid = message.uid();
        }

        @Override
        public void settle() throws IOException {
            out.flush();
            written.put(name, new Point(uidValidity, uid, channel.position()));
            save();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /// A message with the line above it, its flags in its header section, and an empty line below.
    static byte[] mbox(MessageState message, byte[] octets) {
        var plain = LineEnds.lf(octets);
        var out = new ByteArrayOutputStream(plain.length + 200);
        out.writeBytes(ascii("From " + sender(octets) + " " + MboxSource.asctime(message.receivedAt()) + "\n"));
        int at = 0;
        boolean header = true;
        while (at < plain.length) {
            int end = at;
            while (end < plain.length && plain[end] != '\n') {
                end++;
            }
            if (header && end == at) {
                out.writeBytes(ascii(MboxStatus.fields(message.flags())));
                header = false;
            }
            if (isQuotable(plain, at, end)) {
                out.write('>');
            }
            out.write(plain, at, end - at);
            out.write('\n');
            at = end + 1;
        }
        if (header) {
            out.writeBytes(ascii(MboxStatus.fields(message.flags()) + "\n"));
        }
        out.write('\n');
        return out.toByteArray();
    }

    private static boolean isQuotable(byte[] line, int from, int to) {
        int at = from;
        while (at < to && line[at] == '>') {
            at++;
        }
        return to - at >= 5 && new String(line, at, 5, StandardCharsets.ISO_8859_1).equals("From ");
    }

    private static String sender(byte[] octets) {
        var path = HeaderSection.of(octets).value("Return-Path").orElse("").replaceAll("[<>\\s]", "");
        return path.isEmpty() || !path.chars().allMatch(c -> c > ' ' && c < 0x7F) ? "MAILER-DAEMON" : path;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
