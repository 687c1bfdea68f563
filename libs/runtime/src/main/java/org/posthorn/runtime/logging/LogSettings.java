package org.posthorn.runtime.logging;

import ch.qos.logback.classic.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.Setting;

/// How the log is written, and how much of it.
@Group(prefix = "log", doc = "The log of each process: its form, and how much it says.")
public record LogSettings(
        @Setting(
                value = "text",
                doc = "`text` (a line is time, level, source and message) or `json` (an object a line, with the same"
                        + " message whole, its event and its fields).")
        Format format,

        @Setting(
                doc = "Levels of single sources, as `name=level`: `org.posthorn.delivery=debug`. A name is a package or"
                        + " a class, `root` is all; a level is `error`, `warn`, `info`, `debug`, `trace` or `off`.")
        Map<String, String> levels) {
    public LogSettings {
        levels.values().forEach(LogSettings::level);
    }

    /// What a line of the log is.
    public enum Format {
        TEXT,
        JSON
    }

    Map<String, Level> sources() {
        var sources = new LinkedHashMap<String, Level>();
        levels.forEach((name, level) -> sources.put(name, level(level)));
        return sources;
    }

    private static Level level(String word) {
        var level = Level.toLevel(word, null);
        if (level == null) {
            throw new IllegalArgumentException(
                    "a level is error, warn, info, debug, trace or off, not \"" + word + "\"");
        }
        return level;
    }
}
