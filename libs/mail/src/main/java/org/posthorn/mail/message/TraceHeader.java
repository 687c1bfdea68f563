package org.posthorn.mail.message;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Optional;

/// The `Received` field that a server puts on top of a message (RFC 5321 §4.4).
///
/// @param clientName    what the client called itself in EHLO
/// @param clientAddress where it came from
/// @param reverseName   the name of that address by reverse DNS, when it was looked up
/// @param server        our own name
/// @param protocol      [#protocol]
/// @param tls           when the session was encrypted
/// @param id            our name for the message
/// @param recipient     the forward-path, only when there is one: more would tell blind copies (RFC 5321 §7.2)
/// @param at            when the message was accepted
public record TraceHeader(
        String clientName,
        InetAddress clientAddress,
        Optional<String> reverseName,
        String server,
        String protocol,
        Optional<Tls> tls,
        String id,
        Optional<String> recipient,
        OffsetDateTime at) {

    /// What was negotiated.
    ///
    /// @param version `TLSv1.3`
    /// @param cipher  the suite's registered name
    public record Tls(String version, String cipher) {}

    /// The `with` clause: `SMTP` or `ESMTP` with `S` for TLS and `A` for authentication (RFC 3848), `UTF8SMTP`
    /// when the transaction was internationalised (RFC 6531 §4.3).
    public static String protocol(boolean extended, boolean tls, boolean authenticated, boolean utf8) {
        var base = utf8 ? "UTF8SMTP" : extended ? "ESMTP" : "SMTP";
        return base.equals("SMTP") ? base : base + (tls ? "S" : "") + (authenticated ? "A" : "");
    }

    /// The octets of the field with its line breaks.
    public byte[] octets() {
        var field = new StringBuilder(320)
                .append("Received: from ")
                .append(clean(clientName))
                .append(" (");
        reverseName.ifPresent(name -> field.append(clean(name)).append(' '));
        field.append(literal(clientAddress)).append(")\r\n\tby ").append(server).append(" (Posthorn) with ");
        field.append(protocol);
        // RFC 8314 §4.3 registered the clause.
        tls.ifPresent(facts -> field.append("\r\n\ttls ")
                .append(facts.cipher())
                .append(" (")
                .append(facts.version())
                .append(')'));
        field.append("\r\n\tid ").append(id);
        recipient.ifPresent(path -> field.append("\r\n\tfor <").append(path).append('>'));
        field.append(";\r\n\t").append(MessageDate.format(at)).append("\r\n");
        return field.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String literal(InetAddress address) {
        return address.getAddress().length == 4
                ? "[" + address.getHostAddress() + "]"
                : "[IPv6:" + address.getHostAddress() + "]";
    }

    /// A stranger's name must not end a comment or begin a field.
    private static String clean(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c == 0x7F || c == '(' || c == ')' || c == '\\' || c == ';' || c == '<' || c == '>') {
                return "unknown";
            }
        }
        return name.isEmpty() ? "unknown" : name;
    }
}
