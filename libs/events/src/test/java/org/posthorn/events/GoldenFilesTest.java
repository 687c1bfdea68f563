package org.posthorn.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a released version wrote must be read for ever. A new event's file is written by `-Dgolden=write`; a file that
/// is there is never written again.
class GoldenFilesTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/0.1");
    private static final ObjectWriter WRITER = EventJson.MAPPER.writerWithDefaultPrettyPrinter();

    static List<Event> samples() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void eachEventIsWrittenAndReadAsItsGoldenFileSays(Event sample) throws Exception {
        var type = sample.getClass().getAnnotation(EventType.class).value();
        var file = FOLDER.resolve(type + ".json");
        var json = WRITER.writeValueAsString(sample) + "\n";
        if (!Files.exists(file) && "write".equals(System.getProperty("golden"))) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, json);
        }
        var golden = Files.readString(file);
        assertEquals(sample, EventJson.MAPPER.readValue(golden, sample.getClass()), "read");
        assertEquals(golden, json, "written");
    }

    @Test
    void everyTypeOfEveryTopicHasASample() {
        var sampled = Samples.all().stream().map(Object::getClass).collect(Collectors.toSet());
        Set<Class<?>> types =
                Topics.ALL.stream().flatMap(t -> t.types().stream()).collect(Collectors.toSet());
        assertEquals(types, sampled);
        var names = types.stream()
                .map(t -> t.getAnnotation(EventType.class).value())
                .collect(Collectors.toSet());
        assertEquals(types.size(), names.size(), "type names are unique");
        assertTrue(names.stream().allMatch(n -> n.matches("org\\.posthorn(\\.[a-z-]+)+\\.v\\d+")));
    }
}
