package org.posthorn.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.events.EventCodec.Encoded;
import org.posthorn.events.EventCodec.UnreadableRecord;

class EventCodecTest {
    private static final Instant AT = Instant.parse("2026-11-01T09:12:03Z");
    private static final byte[] MAIL = "Subject: Test\r\n\r\nHello\r\n".getBytes(UTF_8);
    private final EventCodec<MessageAccepted> codec = new EventCodec<>(Topics.MAIL_ACCEPTED);

    private static CloudEvent<MessageAccepted> accepted(Optional<Content> content) {
        var envelope = MailEnvelope.of("a@example.org", List.of("bob@example.com"));
        var id = MessageId.next(AT);
        var event = new MessageAccepted(id, AT, new Origin.Mx(), Optional.empty(), envelope, MAIL.length);
        return new CloudEvent<>(id.value(), "smtp-ingress", AT, Optional.of("00-1-2-01"), event, content);
    }

    private static Map<String, byte[]> headers(Encoded encoded) {
        Map<String, byte[]> out = new HashMap<>();
        encoded.headers().forEach(h -> out.put(h.name(), h.value()));
        return out;
    }

    @Test
    void aMessageIsTheValueItselfAndItsEventAHeader() {
        var event = accepted(Optional.of(new Content.Inline(MAIL)));
        var encoded = codec.encode(event);
        var headers = headers(encoded);
        assertArrayEquals(MAIL, encoded.value());
        assertEquals("message/rfc822", new String(headers.get("content-type"), UTF_8));
        assertEquals("org.posthorn.mail.accepted.v1", new String(headers.get("ce_type"), UTF_8));
        assertEquals("1.0", new String(headers.get("ce_specversion"), UTF_8));
        assertEquals(event, codec.decode(headers::get, encoded.value()));
    }

    @Test
    void aLargeMessageIsNamedByDataref() {
        var event = accepted(Optional.of(new Content.Claimed("01K/accepted", 20_000_000)));
        var encoded = codec.encode(event);
        assertEquals(0, encoded.value().length);
        assertEquals("01K/accepted", new String(headers(encoded).get("ce_dataref"), UTF_8));
        assertEquals(event, codec.decode(headers(encoded)::get, encoded.value()));
    }

    @Test
    void aMessageTopicWithoutAMessageIsABug() {
        assertThrows(IllegalArgumentException.class, () -> codec.encode(accepted(Optional.empty())));
    }

    @Test
    void whatCannotBeReadNamesItsReason() {
        var encoded = codec.encode(accepted(Optional.of(new Content.Inline(MAIL))));
        assertUnreadable(encoded, "ce_type", "org.posthorn.other.v1", "unknown event type org.posthorn.other.v1");
        assertUnreadable(encoded, "ce_event", "{", "cannot be read");
        assertUnreadable(encoded, "ce_time", "yesterday", "cannot be read");
        var without = headers(encoded);
        without.remove("ce_id");
        var missing = assertThrows(UnreadableRecord.class, () -> codec.decode(without::get, MAIL));
        assertEquals("the header ce_id is missing", missing.getMessage());
    }

    private void assertUnreadable(Encoded encoded, String header, String value, String reason) {
        var headers = headers(encoded);
        headers.put(header, value.getBytes(UTF_8));
        var failure = assertThrows(UnreadableRecord.class, () -> codec.decode(headers::get, MAIL));
        assertEquals(true, String.valueOf(failure.getMessage()).contains(reason), failure.getMessage());
    }

    @Test
    void anUnknownFieldIsIgnored() {
        var encoded = codec.encode(accepted(Optional.of(new Content.Inline(MAIL))));
        var headers = headers(encoded);
        var json = new String(headers.get("ce_event"), UTF_8);
        headers.put("ce_event", json.replaceFirst("\\{", "{\"since12\":true,").getBytes(UTF_8));
        assertEquals(codec.decode(headers(encoded)::get, MAIL), codec.decode(headers::get, MAIL));
    }

    @Test
    void aMissingListIsEmptyAndAMissingOptionalAbsent() throws Exception {
        var facts = EventJson.MAPPER.readValue(
                "{\"account\":7,\"primaryAddress\":\"a@b\",\"role\":\"USER\"}", DirectoryEntry.AccountFacts.class);
        assertEquals(List.of(), facts.addresses());
        assertEquals(Optional.empty(), facts.overQuotaSince());
    }

    @Test
    void messageIdsSortByTimeAndDerivedOnesStayTheSame() {
        var early = MessageId.next(AT);
        var late = MessageId.next(AT.plusMillis(1));
        assertEquals(true, early.compareTo(late) < 0);
        assertEquals(AT, early.time());
        assertEquals(early.derive(AT, "dsn bob"), early.derive(AT, "dsn bob"));
        assertThrows(IllegalArgumentException.class, () -> MessageId.of("not-an-id"));
    }
}
