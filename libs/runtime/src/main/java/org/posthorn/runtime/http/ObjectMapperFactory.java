package org.posthorn.runtime.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Replaces;
import jakarta.inject.Singleton;
import org.posthorn.events.EventJson;

/// Makes the HTTP server write JSON as the events do.
@Factory
final class ObjectMapperFactory {
    @Bean
    @Singleton
    @Primary
    @Replaces(ObjectMapper.class)
    ObjectMapper objectMapper() {
        return EventJson.MAPPER;
    }
}
