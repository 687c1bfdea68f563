package org.posthorn.mailctl.sending;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Base64;
import java.util.List;
import org.posthorn.runtime.settings.HostPort;
import org.posthorn.runtime.tls.ClientTls;

/// One SMTP session with our own server.
public final class Talk implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final int LONGEST_LINE = 4096;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private Talk(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        out = new BufferedOutputStream(socket.getOutputStream(), 64 * 1024);
    }

    /// The server answered otherwise than it was hoped.
    public static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        Refused(String reply) {
            super(reply);
        }
    }

    /// Connects, reads the greeting and says EHLO.
    ///
    /// @param tls from the first octet on; the certificate is not checked, since it is our own server
    public static Talk with(HostPort server, boolean tls) throws IOException {
        var plain = new Socket();
        plain.connect(new InetSocketAddress(server.host(), server.port()), TIMEOUT_MILLIS);
        Talk talk;
        try {
            talk = new Talk(tls ? encrypted(plain, server) : plain);
        } catch (IOException e) {
            plain.close();
            throw e;
        }
        try {
            talk.expect('2');
            talk.command("EHLO localhost");
            talk.expect('2');
            return talk;
        } catch (IOException e) {
            talk.close();
            throw e;
        }
    }

    private static Socket encrypted(Socket plain, HostPort server) throws IOException {
        return ClientTls.anyCertificate().getSocketFactory().createSocket(plain, server.host(), server.port(), true);
    }

    /// AUTH PLAIN (RFC 4616).
    public void login(String user, String password) throws IOException {
        var answer = Base64.getEncoder().encodeToString(("\0" + user + "\0" + password).getBytes(UTF_8));
        command("AUTH PLAIN " + answer);
        expect('2');
    }

    /// Sends one message; the content has CRLF line ends, with its dots stuffed and the final dot.
    ///
    /// @return the reply to the final dot
    public String send(String from, List<String> to, byte[] stuffed) throws IOException {
        write("MAIL FROM:<" + from + ">\r\n");
        for (var recipient : to) {
            write("RCPT TO:<" + recipient + ">\r\n");
        }
        write("DATA\r\n");
        out.flush();
        for (int replies = 0; replies <= to.size(); replies++) {
            expect('2');
        }
        expect('3');
        out.write(stuffed);
        out.flush();
        return expect('2');
    }

    private void command(String line) throws IOException {
        write(line + "\r\n");
        out.flush();
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(UTF_8));
    }

    /// Reads a reply (RFC 5321 §4.2.1).
    private String expect(char first) throws IOException {
        var line = line();
        while (line.length() > 3 && line.charAt(3) == '-') {
            line = line();
        }
        if (line.isEmpty() || line.charAt(0) != first) {
            throw new Refused(line);
        }
        return line;
    }

    private String line() throws IOException {
        var line = new StringBuilder(80);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the server closed the connection");
            }
            if (line.length() == LONGEST_LINE) {
                throw new IOException("the server sent a line without end");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        try (socket) {
            out.write("QUIT\r\n".getBytes(US_ASCII));
            out.flush();
        } catch (IOException _) {
            // it is over anyway
        }
    }
}
