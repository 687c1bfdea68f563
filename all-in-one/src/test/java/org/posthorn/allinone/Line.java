package org.posthorn.allinone;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.posthorn.runtime.tls.ClientTls;

/// A connection on which lines go to and fro: SMTP and IMAP by hand.
final class Line implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;
    private int tag;

    private Line(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(60_000);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
    }

    static Line plain(int port) throws IOException {
        return new Line(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    static Line encrypted(int port) throws IOException {
        var factory = ClientTls.anyCertificate().getSocketFactory();
        return new Line(factory.createSocket(InetAddress.getLoopbackAddress(), port));
    }

    void say(String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(US_ASCII));
    }

    String hear() throws IOException {
        var line = in.readLine();
        return line == null ? "" : line;
    }

    /// The last line of an SMTP reply.
    String reply() throws IOException {
        var line = hear();
        while (line.length() > 3 && line.charAt(3) == '-') {
            line = hear();
        }
        return line;
    }

    String ask(String command) throws IOException {
        say(command);
        return reply();
    }

    /// An IMAP command; all lines of the answer.
    List<String> imap(String command) throws IOException {
        var mark = "a" + ++tag + " ";
        say(mark + command);
        var lines = new ArrayList<String>();
        do {
            lines.add(hear());
        } while (!lines.getLast().startsWith(mark) && !lines.getLast().isEmpty());
        return lines;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
