package org.posthorn.mailbox.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
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

    private static final com.fasterxml.jackson.databind.ObjectMapper MAPPER = EventJson.MAPPER
            .copy()
            .addMixIn(HeaderAddress.class, Kinds.class)
            .setDefaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.NON_EMPTY));
    private static final ObjectWriter WRITER = MAPPER.writerFor(StructureJson.class);
    private static final ObjectReader READER = MAPPER.readerFor(StructureJson.class);

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
            throw new IllegalStateException("a stored structure cannot be read", e);
        }
    }
}
