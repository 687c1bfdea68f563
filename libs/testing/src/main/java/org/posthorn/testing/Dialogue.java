package org.posthorn.testing;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/// A client that holds a dialogue as its transcript says and fails with both sides next to each other.
///
/// ```java
/// try (var client = Dialogue.with(port)) {
///     client.follows("""
///             S: 220 {...}
///             C: MAIL FROM:<a@b.example>
///             S: 503 5.5.1 EHLO first
///             C: QUIT
///             S: 221 2.0.0 Bye
///             close
///             """);
/// }
/// ```
///
/// The lines are those of a line protocol (SMTP, IMAP, POP3, ManageSieve): `S:` must match a whole line with `{...}`
/// for
/// any text, `S: ...` takes lines until the next pattern matches, `C:` sends a line, `C>` sends it together with the
/// next one, `C=` sends octets without a line end, `TLS` upgrades, `DEFLATE` compresses, `close` waits for the server's
/// close. Client text
/// knows `\r \n \t \0 \\ \xHH`.
public final class Dialogue implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int LONGEST_LINE = 1 << 20;

    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private final List<Seen> seen = new ArrayList<>();

    private Dialogue(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = new BufferedOutputStream(socket.getOutputStream());
    }

    /// Connects to a port on loopback.
    public static Dialogue with(int port) {
        return with(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /// Connects to an address.
    public static Dialogue with(InetSocketAddress address) {
        try {
            var socket = new Socket();
            socket.connect(address, (int) PATIENCE.toMillis());
            return over(socket);
        } catch (IOException e) {
            throw new AssertionError("no connection to " + address, e);
        }
    }

    /// Connects to a port on loopback that speaks TLS from the first octet (465, 993).
    public static Dialogue withTls(int port) {
        try {
            return over(TrustingTls.connect(port));
        } catch (IOException e) {
            throw new AssertionError("no TLS connection to port " + port, e);
        }
    }

    /// Takes over an open connection.
    public static Dialogue over(Socket socket) throws IOException {
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.setTcpNoDelay(true);
        return new Dialogue(socket);
    }

    /// Goes on with the dialogue as the transcript says; may be called again and again on one connection.
    public Dialogue follows(String transcript) {
        var steps = Transcript.parse(transcript);
        for (var i = 0; i < steps.size(); i++) {
            var following = i + 1 < steps.size() ? steps.get(i + 1) : null;
            try {
                take(steps.get(i), following);
            } catch (IOException e) {
                throw failure(shown(steps.get(i)), "(" + e + ")", e);
            }
        }
        return this;
    }

    /// Reads one line and gives it back, for tests that need what a pattern leaves out.
    public String line() {
        try {
            var line = readLine();
            if (line == null) {
                throw failure("S: a line", "(closed)", null);
            }
            seen.add(new Seen("S: " + line, "S: " + line));
            return line;
        } catch (IOException e) {
            throw failure("S: a line", "(" + e + ")", e);
        }
    }

    /// Sends octets as they are.
    public Dialogue send(byte[] octets) {
        try {
            out.write(octets);
            out.flush();
            seen.add(new Seen("C= " + octets.length + " octets", ""));
            return this;
        } catch (IOException e) {
            throw failure("C= " + octets.length + " octets", "(" + e + ")", e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // The other side may have cut the connection; that is what many tests are about.
        }
    }

    private void take(Transcript.Step step, Transcript.@Nullable Step following) throws IOException {
        switch (step) {
            case Transcript.Send(var octets, var text, var flush) -> {
                out.write(octets);
                if (flush) {
                    out.flush();
                }
                seen.add(new Seen("C: " + text, "C: " + text));
            }
            case Transcript.Expect(var pattern) -> expect(pattern);
            case Transcript.ExpectAnyLines _ -> skipUntil(following);
            case Transcript.UpgradeToTls _ -> upgrade();
            case Transcript.Compress _ -> compress();
            case Transcript.ExpectClose _ -> expectClose();
        }
    }

    private void expect(String pattern) throws IOException {
        var line = readLine();
        var said = line == null ? "(closed)" : "S: " + line;
        if (line == null || !LinePattern.matches(pattern, line)) {
            throw failure("S: " + pattern, said, null);
        }
        seen.add(new Seen("S: " + pattern, said));
    }

    private void skipUntil(Transcript.@Nullable Step following) throws IOException {
        if (!(following instanceof Transcript.Expect(var pattern))) {
            throw new IllegalArgumentException("after \"S: ...\" a transcript needs a line of the server");
        }
        while (true) {
            in.mark(LONGEST_LINE);
            var line = readLine();
            if (line == null) {
                throw failure("S: " + pattern, "(closed)", null);
            }
            if (LinePattern.matches(pattern, line)) {
                in.reset();
                return;
            }
            seen.add(new Seen("S: ...", "S: " + line));
        }
    }

    private void upgrade() throws IOException {
        socket = TrustingTls.over(socket);
        in = new BufferedInputStream(socket.getInputStream());
        out = new BufferedOutputStream(socket.getOutputStream());
        seen.add(new Seen("TLS", "TLS"));
    }

    private void compress() {
        in = new BufferedInputStream(new InflaterInputStream(in, new Inflater(true)));
        out = new DeflaterOutputStream(out, new Deflater(Deflater.DEFAULT_COMPRESSION, true), true);
        seen.add(new Seen("DEFLATE", "DEFLATE"));
    }

    private void expectClose() throws IOException {
        try {
            var line = readLine();
            if (line != null) {
                throw failure("close", "S: " + line, null);
            }
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (SocketException reset) {
            // A reset is a close too.
        }
        seen.add(new Seen("close", "close"));
    }

    /// A line without its CRLF; a bare LF or CR is shown as an escape, so that no test overlooks it.
    private @Nullable String readLine() throws IOException {
        var line = new ByteArrayOutputStream();
        for (var octet = in.read(); octet >= 0; octet = in.read()) {
            if (octet == '\n') {
                return withoutLineEnd(line.toString(StandardCharsets.UTF_8));
            }
            line.write(octet);
            if (line.size() >= LONGEST_LINE) {
                throw new IOException("a line of more than a megabyte");
            }
        }
        return line.size() == 0 ? null : line.toString(StandardCharsets.UTF_8) + "(closed without a line end)";
    }

    private static String withoutLineEnd(String line) {
        var text = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line + "\\n";
        return text.replace("\r", "\\r");
    }

    private AssertionError failure(String wanted, String got, @Nullable Throwable cause) {
        var all = new ArrayList<>(seen);
        all.add(new Seen(wanted, got));
        return new AssertionError(
                SideBySide.of(
                        all.stream().map(Seen::wanted).toList(),
                        all.stream().map(Seen::got).toList()),
                cause);
    }

    private static String shown(Transcript.Step step) {
        return switch (step) {
            case Transcript.Send(var _, var text, var _) -> "C: " + text;
            case Transcript.Expect(var pattern) -> "S: " + pattern;
            case Transcript.ExpectAnyLines _ -> "S: ...";
            case Transcript.UpgradeToTls _ -> "TLS";
            case Transcript.Compress _ -> "DEFLATE";
            case Transcript.ExpectClose _ -> "close";
        };
    }

    private record Seen(String wanted, String got) {}
}
