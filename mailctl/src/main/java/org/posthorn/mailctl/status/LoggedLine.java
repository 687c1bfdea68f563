package org.posthorn.mailctl.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/// A line of the log for people, whichever of its two forms (`log.format`) it was written in.
final class LoggedLine {
    private static final ObjectMapper JSON = new ObjectMapper();

    private LoggedLine() {}

    /// Time, level, source and message; a stack trace follows on lines of its own, as in the text form.
    static String readable(String line) {
        if (!line.startsWith("{")) {
            return line;
        }
        try {
            var json = JSON.readTree(line);
            var logger = json.path("logger").asText();
            var shown = String.join(
                    " ",
                    json.path("time").asText(),
                    "%-5s".formatted(json.path("level").asText()),
                    logger.substring(logger.lastIndexOf('.') + 1),
                    json.path("message").asText());
            var stack = json.path("stack").asText();
            return stack.isEmpty() ? shown : shown + "\n" + stack.stripTrailing();
        } catch (JsonProcessingException e) {
            // half a line, or a line of something else: as it is
            return line;
        }
    }
}
