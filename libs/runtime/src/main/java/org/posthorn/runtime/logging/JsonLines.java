package org.posthorn.runtime.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes each event of the log as one JSON object on one line: `time` (ISO 8601, UTC), `level`, `logger`, `thread`,
/// `message` (the line whole, as the text form has it), and where there are such `event`, `fields` ([LogLine]) and
/// `stack`.
public final class JsonLines extends EncoderBase<ILoggingEvent> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] NOTHING = {};
    private static final Object[] NONE = {};
    private static final String OURS = "org.posthorn.";

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        var line = new LinkedHashMap<String, Object>();
        line.put("time", event.getInstant().toString());
        line.put("level", event.getLevel().toString());
        line.put("logger", event.getLoggerName());
        line.put("thread", event.getThreadName());
        line.put("message", event.getFormattedMessage());
        if (event.getLoggerName().startsWith(OURS)) {
            describe(event, line);
        }
        if (event.getThrowableProxy() != null) {
            line.put("stack", ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return octets(line);
    }

    private static void describe(ILoggingEvent event, Map<String, Object> line) {
        var arguments = event.getArgumentArray();
        var said = LogLine.of(event.getMessage(), arguments == null ? NONE : arguments);
        said.event().ifPresent(name -> line.put("event", name));
        if (!said.fields().isEmpty()) {
            line.put("fields", said.fields());
        }
    }

    private static byte[] octets(Map<String, Object> line) {
        try {
            var json = JSON.writeValueAsBytes(line);
            var ended = Arrays.copyOf(json, json.length + 1);
            ended[json.length] = '\n';
            return ended;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings, numbers and booleans are always JSON", e);
        }
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
