package org.posthorn.mailbox.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import org.posthorn.events.EventJson;
import org.posthorn.mail.message.Envelope;
import org.posthorn.mail.message.HeaderAddress;
import org.posthorn.mail.message.MimeStructure;
import org.posthorn.mail.message.Part;

/// The envelope and the parts of a message as they are stored: without the octets themselves.
///
/// @param complete false when a limit left parts undivided
public record StructureJson(Envelope envelope, Part root, boolean complete) {
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = HeaderAddress.Mailbox.class, name = "m"),
        @JsonSubTypes.Type(value = HeaderAddress.Group.class, name = "g")
    })
    private interface Kinds {}

    private static final ObjectMapper MAPPER = mapper();
    private static final ObjectWriter WRITER = MAPPER.writerFor(StructureJson.class);
    private static final ObjectReader READER = MAPPER.readerFor(StructureJson.class);
    private static final ObjectReader ENVELOPES = MAPPER.readerFor(Envelope.class);
    private static final String ENVELOPE = "envelope";

    /// What is empty is left out, and is empty again when it is read: broken messages have addresses without a domain.
    private static ObjectMapper mapper() {
        var mapper = EventJson.MAPPER
                .copy()
                .addMixIn(HeaderAddress.class, Kinds.class)
                .setDefaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.NON_EMPTY));
        mapper.configOverride(String.class).setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
        return mapper;
    }

    static byte[] write(MimeStructure structure) {
        try {
            return WRITER.writeValueAsBytes(
                    new StructureJson(structure.envelope(), structure.root(), structure.complete()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    public static StructureJson read(byte[] json) {
        try {
            return READER.readValue(json);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /// The envelope alone. It stands first: what follows is not looked at.
    public static Envelope envelope(byte[] json) {
        try (var parser = MAPPER.createParser(json)) {
            boolean first = parser.nextToken() == JsonToken.START_OBJECT
                    && ENVELOPE.equals(parser.nextFieldName())
                    && parser.nextToken() == JsonToken.START_OBJECT;
            return first ? ENVELOPES.readValue(parser) : read(json).envelope();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static IllegalStateException unreadable(IOException e) {
        return new IllegalStateException("a stored structure cannot be read", e);
    }
}
