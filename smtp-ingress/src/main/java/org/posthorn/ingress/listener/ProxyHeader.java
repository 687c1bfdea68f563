package org.posthorn.ingress.listener;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;
import org.posthorn.ingress.session.ClientAddress;

/// The PROXY protocol, versions 1 and 2, by which a load balancer says who its client is. It is read octet by octet at
/// the
/// very start, so that nothing of what follows (a TLS handshake) is swallowed.
final class ProxyHeader {
    private static final byte[] SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
    private static final int MAX_V1 = 107;
    private static final int MAX_V2 = 4096;

    private ProxyHeader() {}

    /// The client that the header names; empty when it names none (`UNKNOWN`, `LOCAL`: the balancer itself).
    ///
    /// @throws IOException when there is no header, or a malformed one
    static Optional<ClientAddress> read(InputStream input) throws IOException {
        int first = input.read();
        return switch (first) {
            case 'P' -> version1(input);
            case '\r' -> version2(input);
            case -1 -> throw new EOFException("closed before a PROXY header");
            default -> throw new IOException("no PROXY header");
        };
    }

    private static Optional<ClientAddress> version1(InputStream input) throws IOException {
        var line = new StringBuilder("P");
        while (line.length() < MAX_V1 && line.charAt(line.length() - 1) != '\n') {
            line.append((char) require(input.read()));
        }
        var text = line.toString();
        if (!text.startsWith("PROXY ") || !text.endsWith("\r\n")) {
            throw new IOException("malformed PROXY header");
        }
        var words = text.strip().split(" ", -1);
        if (words[1].equals("UNKNOWN")) {
            return Optional.empty();
        }
        boolean known = words[1].equals("TCP4") || words[1].equals("TCP6");
        if (!known || words.length != 6) {
            throw new IOException("malformed PROXY header");
        }
        try {
            return Optional.of(new ClientAddress(InetAddress.ofLiteral(words[2]), port(words[4])));
        } catch (IllegalArgumentException e) {
            throw new IOException("malformed PROXY header", e);
        }
    }

    private static int port(String text) {
        int port = Integer.parseInt(text);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("no port");
        }
        return port;
    }

    private static Optional<ClientAddress> version2(InputStream input) throws IOException {
        var head = new byte[16];
        head[0] = '\r';
        if (input.readNBytes(head, 1, 15) < 15 || !Arrays.equals(head, 0, 12, SIGNATURE, 0, 12)) {
            throw new IOException("malformed PROXY header");
        }
        int length = (head[14] & 0xFF) << 8 | (head[15] & 0xFF);
        if (head[12] >> 4 != 2 || length > MAX_V2) {
            throw new IOException("malformed PROXY header");
        }
        var addresses = input.readNBytes(length);
        if (addresses.length < length) {
            throw new EOFException("closed within a PROXY header");
        }
        boolean local = (head[12] & 0x0F) == 0;
        int octets = switch (head[13]) {
            case 0x11 -> 4;
            case 0x21 -> 16;
            default -> 0;
        };
        if (local || octets == 0) {
            return Optional.empty();
        }
        if (length < octets * 2 + 4) {
            throw new IOException("malformed PROXY header");
        }
        int port = (addresses[octets * 2] & 0xFF) << 8 | (addresses[octets * 2 + 1] & 0xFF);
        return Optional.of(new ClientAddress(InetAddress.getByAddress(Arrays.copyOf(addresses, octets)), port));
    }

    private static int require(int octet) throws IOException {
        if (octet < 0) {
            throw new EOFException("closed within a PROXY header");
        }
        return octet;
    }
}
