package org.posthorn.runtime.logging;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.helpers.MessageFormatter;

/// What a line of the log says to a machine. Fields are found in the pattern (`attempt-deferred row={} reply={}`) and
/// not in the text that it makes, so that no value, whatever a remote server wrote into it, is taken for a field.
///
/// @param event  the first word of the line, when it is the name of an event such as `loop-paused`
/// @param fields each `key=value`; numbers and truth values as such, anything else as text
record LogLine(Optional<String> event, Map<String, Object> fields) {
    private static final String PLACE = "{}";
    private static final Pattern EVENT = Pattern.compile("[a-z{}]+(-[a-z{}]+)*(?= [a-z-]+=| \\{}$|$)");
    private static final Pattern FIELD = Pattern.compile("(?<= )([a-z][a-z0-9.-]*)=(\"[^\"]*\"|\\S+)");

    /// @param pattern   with `{}` for each argument
    /// @param arguments may hold a Throwable besides, at the end
    static LogLine of(String pattern, Object[] arguments) {
        var fields = new LinkedHashMap<String, Object>();
        var found = FIELD.matcher(pattern);
        while (found.find()) {
            int first = places(pattern.substring(0, found.start()));
            fields.put(found.group(1), value(found.group(2), arguments, first));
        }
        return new LogLine(event(pattern, arguments), fields);
    }

    private static Optional<String> event(String pattern, Object[] arguments) {
        var found = EVENT.matcher(pattern);
        return found.lookingAt() ? Optional.of(filled(found.group(), arguments, 0)) : Optional.empty();
    }

    private static Object value(String text, Object[] arguments, int first) {
        if (text.equals(PLACE) && first < arguments.length) {
            var argument = arguments[first];
            return argument instanceof Number || argument instanceof Boolean ? argument : String.valueOf(argument);
        }
        var quoted = text.startsWith("\"") && text.endsWith("\"") && text.length() > 1;
        return filled(quoted ? text.substring(1, text.length() - 1) : text, arguments, first);
    }

    private static String filled(String text, Object[] arguments, int first) {
        int places = Math.min(places(text), arguments.length - first);
        if (places <= 0) {
            return text;
        }
        var own = new Object[places];
        System.arraycopy(arguments, first, own, 0, places);
        return MessageFormatter.basicArrayFormat(text, own);
    }

    private static int places(String text) {
        int places = 0;
        for (int at = text.indexOf(PLACE); at >= 0; at = text.indexOf(PLACE, at + PLACE.length())) {
            places++;
        }
        return places;
    }
}
