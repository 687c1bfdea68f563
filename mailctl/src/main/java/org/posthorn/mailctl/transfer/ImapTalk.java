package org.posthorn.mailctl.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.posthorn.mailctl.transfer.ImapLogin.Encryption;
import org.posthorn.runtime.tls.ClientTls;

/// A client's side of IMAP (RFC 3501), as far as reading a mailbox needs it: one command after another,
/// responses with their literals. What a server sends is limited: lines, and literals.
final class ImapTalk implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final int LONGEST_LINE = 4 << 20;
    private static final int BUFFER = 1 << 16;

    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private int commands;

    /// A response without its literals.
    ///
    /// @param text     with `{n}` where they stood
    /// @param literals null for one that was too large
    record Response(String text, List<byte @Nullable []> literals) {
        boolean is(String kind) {
            return text.toUpperCase(Locale.ROOT).startsWith("* " + kind);
        }
    }

    /// Takes untagged responses as they come.
    interface Listener {
        void hear(Response response) throws IOException;
    }

    private ImapTalk(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), BUFFER);
        this.out = socket.getOutputStream();
    }

    /// Connects and logs in.
    static ImapTalk with(ImapLogin login) throws IOException {
        var plain = new Socket();
        plain.setSoTimeout(TIMEOUT_MILLIS);
        plain.connect(
                new InetSocketAddress(login.server().host(), login.server().port()), TIMEOUT_MILLIS);
        var talk = new ImapTalk(login.encryption() == Encryption.TLS ? encrypted(plain, login) : plain);
        try {
            var greeting = talk.response();
            if (!greeting.is("OK")) {
                throw new IOException("the server said: " + greeting.text());
            }
            if (login.encryption() == Encryption.STARTTLS) {
                talk.command("STARTTLS", _ -> {});
                talk.socket = encrypted(plain, login);
                talk.in = new BufferedInputStream(talk.socket.getInputStream(), BUFFER);
                talk.out = talk.socket.getOutputStream();
            }
            talk.command("LOGIN " + quoted(login.user()) + " " + quoted(login.password()), _ -> {});
            return talk;
        } catch (IOException e) {
            talk.close();
            throw e;
        }
    }

    private static Socket encrypted(Socket plain, ImapLogin login) throws IOException {
        var context = login.insecure() ? ClientTls.anyCertificate() : ClientTls.verifying();
        var server = login.server();
        var secure = (SSLSocket) context.getSocketFactory().createSocket(plain, server.host(), server.port(), true);
        if (!login.insecure()) {
            var parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
        }
        try {
            secure.startHandshake();
        } catch (SSLHandshakeException e) {
            throw distrusted(e).map(why -> new IOException(why, e)).orElse(e);
        }
        return secure;
    }

    /// What is wrong with the server's certificate, if it is that which ended the handshake.
    private static Optional<String> distrusted(SSLHandshakeException failure) {
        boolean certificate = false;
        boolean name = false;
        boolean time = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            certificate |= cause instanceof CertificateException || cause instanceof CertPathValidatorException;
            time |= cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException;
            var words = String.valueOf(cause.getMessage());
            name |= words.contains("No subject alternative") || words.contains("No name matching");
        }
        var wrong = time
                ? "its certificate has expired or is not valid yet"
                : name
                        ? "its certificate is not for this name"
                        : "its certificate comes from no authority that is known here";
        return certificate ? Optional.of(wrong + "; --insecure takes it all the same") : Optional.empty();
    }

    /// A string in quotes (RFC 3501 §9).
    static String quoted(String text) throws IOException {
        if (!text.chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
            throw new IOException("a name or password with other characters than US-ASCII cannot be sent");
        }
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /// Sends a command and hears what comes until its end.
    ///
    /// @throws IOException also when the server refuses it
    void command(String command, Listener listener) throws IOException {
        var tag = "m" + ++commands;
        out.write((tag + " " + command + "\r\n").getBytes(UTF_8));
        out.flush();
        while (true) {
            var response = response();
            if (response.text().startsWith(tag + " ")) {
                var end = response.text().substring(tag.length() + 1);
                if (!end.toUpperCase(Locale.ROOT).startsWith("OK")) {
                    throw new IOException("the server refused " + command.split(" ")[0] + ": " + end);
                }
                return;
            }
            listener.hear(response);
        }
    }

    private Response response() throws IOException {
        var text = new ByteArrayOutputStream(200);
        var literals = new ArrayList<byte @Nullable []>(1);
        while (true) {
            line(text);
            var line = text.toString(UTF_8);
            int brace = line.endsWith("}") ? line.lastIndexOf('{') : -1;
            if (brace < 0 || !line.substring(brace + 1, line.length() - 1).matches("\\d{1,18}")) {
                return new Response(line, literals);
            }
            literals.add(literal(Long.parseLong(line.substring(brace + 1, line.length() - 1))));
        }
    }

    private void line(ByteArrayOutputStream text) throws IOException {
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (text.size() == LONGEST_LINE) {
                throw new IOException("the server sent a line without end");
            }
            if (c != '\r') {
                text.write(c);
            }
        }
    }

    private byte @Nullable [] literal(long length) throws IOException {
        if (length > Importer.LARGEST) {
            in.skipNBytes(length);
            return null;
        }
        var octets = in.readNBytes((int) length);
        if (octets.length < length) {
            throw new EOFException("the server closed the connection");
        }
        return octets;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
