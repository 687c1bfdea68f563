package org.posthorn.policy.credit;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.posthorn.events.EventJson;

/// A ruling as it is kept with its charge.
final class RulingJson {
    private RulingJson() {}

    static String write(Ruling ruling) {
        try {
            return EventJson.MAPPER.writeValueAsString(ruling);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a ruling that cannot be written: " + ruling, e);
        }
    }

    static Ruling read(String json) {
        try {
            return EventJson.MAPPER.readValue(json, Ruling.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a ruling that cannot be read: " + json, e);
        }
    }
}
