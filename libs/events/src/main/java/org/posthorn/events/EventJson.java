package org.posthorn.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.List;
import java.util.Map;

/// How events and the internal HTTP records are written as JSON: absent values are left out, a missing list is empty,
/// unknown fields are ignored, times are ISO 8601.
public final class EventJson {
    private static final JsonSetter.Value EMPTY_WHEN_MISSING = JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY);

    /// Shared; it is safe for use by many threads.
    public static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(MapperFeature.DEFAULT_VIEW_INCLUSION)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
            .withConfigOverride(List.class, o -> o.setSetterInfo(EMPTY_WHEN_MISSING))
            .withConfigOverride(Map.class, o -> o.setSetterInfo(EMPTY_WHEN_MISSING))
            .build();

    private EventJson() {}

    /// A value as it is kept in a column.
    public static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a value that cannot be written as JSON: " + value.getClass(), e);
        }
    }

    /// A value that was kept so.
    public static <T> T read(String text, Class<T> type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a kept " + type.getSimpleName() + " that cannot be read", e);
        }
    }
}
