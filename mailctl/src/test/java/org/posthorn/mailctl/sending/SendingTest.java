package org.posthorn.mailctl.sending;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.posthorn.mailctl.Ran;

class SendingTest {
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private ServerSocket listener;

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    @AfterEach
    void stop() throws IOException {
        listener.close();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (var socket = listener.accept()) {
                answer(socket);
            } catch (IOException _) {
                // the client left, or the test ended
            }
        }
    }

    private void answer(Socket socket) throws IOException {
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
        var out = socket.getOutputStream();
        out.write("220 mx.example.com ESMTP\r\n".getBytes(US_ASCII));
        boolean content = false;
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            heard.add(line);
            var reply = "250 2.0.0 OK\r\n";
            if (content) {
                if (!line.equals(".")) {
                    continue;
                }
                content = false;
                reply = "250 2.0.0 OK, queued as 42\r\n";
            } else if (line.startsWith("EHLO")) {
                reply = "250-mx.example.com\r\n250 PIPELINING\r\n";
            } else if (line.startsWith("RCPT TO:<gone")) {
                reply = "550 5.1.1 User not found\r\n";
            } else if (line.equals("DATA")) {
                content = true;
                reply = "354 go on\r\n";
            }
            out.write(reply.getBytes(US_ASCII));
            out.flush();
        }
    }

    private Ran sendTest(String to) {
        return Ran.mailctl(
                "send-test",
                to,
                "--server",
                "127.0.0.1:" + listener.getLocalPort(),
                "--wait=0",
                "--from=a@b.test",
                "--set=mail.domain=example.net");
    }

    @Test
    void theReplyToTheFinalDotIsShown() {
        assertEquals(new Ran(0, "Accepted: 250 2.0.0 OK, queued as 42\n", ""), sendTest("alice@example.com"));
        assertTrue(heard.contains("MAIL FROM:<a@b.test>"), heard.toString());
        assertTrue(heard.contains("To: <alice@example.com>"), heard.toString());
    }

    @Test
    void aBareNameIsInTheDefaultDomain() {
        assertEquals(0, sendTest("alice").code());
        assertTrue(heard.contains("RCPT TO:<alice@example.net>"), heard.toString());
        assertTrue(heard.contains("To: <alice@example.net>"), heard.toString());
    }

    @Test
    void aRefusalIsShownInTheServersWords() {
        assertEquals(new Ran(1, "", "The server refused: 550 5.1.1 User not found.\n"), sendTest("gone@example.com"));
    }

    @Test
    void aServerThatIsAwayIsNamed() throws IOException {
        listener.close();

        var ran = sendTest("alice@example.com");

        assertEquals(1, ran.code());
        assertTrue(ran.err().contains(" cannot be reached: "), ran.err());
    }

    @Test
    void aBenchmarkNeedsRecipients() {
        assertEquals(2, Ran.mailctl("bench", "ingest").code());
        assertEquals(
                1,
                Ran.mailctl("bench", "ingest", "--to", "a@b.test", "--messages", "0")
                        .code());
    }
}
