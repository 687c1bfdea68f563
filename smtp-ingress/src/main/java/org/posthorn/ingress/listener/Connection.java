package org.posthorn.ingress.listener;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.posthorn.mail.message.TraceHeader;
import org.posthorn.mail.smtp.LineReader;
import org.posthorn.mail.smtp.Reply;

/// One connection, in clear or encrypted: lines in, replies out. Replies are held back while more input is at hand, so
/// that the replies to a pipelined group go out together (RFC 2920 §3.2).
final class Connection implements AutoCloseable {
    private static final int OUTPUT_BUFFER = 2 * 1024;
    private static final Duration FIRST_ALLOWANCE = Duration.ofSeconds(30);

    private final Socket plain;
    private volatile Socket socket;
    private TimedInput input;
    private LineReader lines;
    private OutputStream output;
    /// By `System.nanoTime`: what is under way must be over then, whatever it blocks on.
    private volatile long mustEndBy;

    Connection(Socket plain) throws IOException {
        this.plain = plain;
        this.socket = plain;
        this.input = new TimedInput(plain, plain.getInputStream());
        this.lines = new LineReader(input);
        this.output = new BufferedOutputStream(plain.getOutputStream(), OUTPUT_BUFFER);
        this.mustEndBy = System.nanoTime() + FIRST_ALLOWANCE.toNanos();
    }

    TimedInput input() {
        return input;
    }

    LineReader lines() {
        return lines;
    }

    void allow(Duration idle, Duration whole) {
        input.allow(idle, whole);
        mustEndBy = System.nanoTime() + whole.toNanos();
    }

    /// Whether it is past its time by more than a grace: its thread may hang in a write that the client does not read,
    /// or in
    /// a TLS record that comes octet by octet.
    boolean isOverdue(long now, long graceNanos) {
        return now - mustEndBy > graceNanos;
    }

    void say(Reply reply) throws IOException {
        output.write(reply.encode());
    }

    void flush() throws IOException {
        output.flush();
    }

    /// Sends what was said when nothing more is at hand to be answered with it.
    void flushUnlessMoreIsAtHand() throws IOException {
        if (!lines.hasBuffered()) {
            output.flush();
        }
    }

    /// Negotiates TLS. What came before in clear and was not read is thrown away (RFC 3207 §4.2).
    TraceHeader.Tls handshake(SSLSocketFactory factory, Duration timeout) throws IOException {
        output.flush();
        plain.setSoTimeout((int) timeout.toMillis());
        mustEndBy = System.nanoTime() + timeout.toNanos();
        var secure =
                (SSLSocket) factory.createSocket(plain, plain.getInetAddress().getHostAddress(), plain.getPort(), true);
        socket = secure;
        secure.setUseClientMode(false);
        secure.startHandshake();
        input = new TimedInput(secure, secure.getInputStream());
        lines = new LineReader(input);
        output = new BufferedOutputStream(secure.getOutputStream(), OUTPUT_BUFFER);
        var session = secure.getSession();
        return new TraceHeader.Tls(session.getProtocol(), session.getCipherSuite());
    }

    /// Lets the thread that reads see the end of the input; may be called by another thread.
    void endInput() {
        try {
            plain.shutdownInput();
        } catch (IOException _) {
            cut();
        }
    }

    /// Ends the connection now; may be called by another thread, and ends what blocks.
    void cut() {
        try {
            plain.close();
        } catch (IOException _) {
            // It is gone either way.
        }
    }

    @Override
    public void close() {
        try {
            output.flush();
            socket.close();
        } catch (IOException _) {
            cut();
        }
    }
}
