package org.posthorn.mailbox.imap.connection;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.posthorn.mailbox.imap.wire.CommandReader;
import org.posthorn.mailbox.imap.wire.ResponseWriter;
import org.posthorn.mailbox.listener.TimedOutput;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What carries the octets of a connection: its socket, TLS over it, compression over both.
final class Transport implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Transport.class);

    private final Socket raw;
    private final SSLContext tls;
    private final Pace pace;
    private final CommandReader in;
    private final ResponseWriter out;
    private volatile Socket socket;
    private volatile TimedOutput output;
    private @Nullable Compression compression;

    Transport(Socket socket, SSLContext tls, Pace pace) throws IOException {
        this.raw = socket;
        this.socket = socket;
        this.tls = tls;
        this.pace = pace;
        this.output = new TimedOutput(socket.getOutputStream());
        this.in = new CommandReader(pace.over(socket.getInputStream()));
        this.out = new ResponseWriter(output);
    }

    CommandReader in() {
        return in;
    }

    ResponseWriter out() {
        return out;
    }

    /// How long a read may wait.
    void timeout(Duration duration) throws IOException {
        socket.setSoTimeout((int) duration.toMillis());
    }

    void sendAtOnce() throws IOException {
        socket.setTcpNoDelay(true);
    }

    /// Whether one write takes longer than this.
    boolean isStuck(Duration longest) {
        return output.isStuck(longest.toNanos());
    }

    void beginTls() throws IOException {
        var plain = socket;
        var secure = (SSLSocket) tls.getSocketFactory().createSocket(plain, null, plain.getPort(), true);
        secure.setUseClientMode(false);
        secure.startHandshake();
        socket = secure;
        output = new TimedOutput(secure.getOutputStream());
        in.switchTo(pace.over(secure.getInputStream()));
        out.switchTo(output);
    }

    boolean isCompressed() {
        return compression != null;
    }

    /// Everything that follows is compressed, both ways (RFC 4978).
    void compress() throws IOException {
        var begun = new Compression();
        compression = begun;
        in.switchTo(pace.over(begun.over(socket.getInputStream())));
        out.switchTo(begun.over(output));
    }

    /// Ends the connection, also from another thread: without a word of TLS, for which it would have to wait until the
    /// client has read what is being written.
    @Override
    public void close() {
        close(raw);
    }

    /// The connection's own thread does nothing more with it.
    void end() {
        close(socket);
        close(raw);
        if (compression != null) {
            compression.close();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("close-failed reason={}", e.getMessage());
        }
    }
}
