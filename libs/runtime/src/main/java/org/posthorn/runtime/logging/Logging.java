package org.posthorn.runtime.logging;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/// Makes the log of this process what the settings say, from the next line on. Where the lines go, and that they are
/// text, is what the process was started with (logback's file): so what is said before the settings are read is text.
public final class Logging {
    private static final String OURS = "org.posthorn";

    private Logging() {}

    /// @param settings as read at the start of the process
    public static void follow(LogSettings settings) {
        follow(settings, LoggerFactory.getILoggerFactory());
    }

    static void follow(LogSettings settings, ILoggerFactory factory) {
        if (!(factory instanceof LoggerContext context)) {
            // another binding of a test or of an embedding program is its own master
            return;
        }
        var sources = settings.sources();
        if (sources.containsKey("root") && !sources.containsKey(OURS)) {
            // root is all: what the process was started with says something else of us
            context.getLogger(OURS).setLevel(null);
        }
        sources.forEach((name, level) -> context.getLogger(name).setLevel(level));
        if (settings.format() == LogSettings.Format.JSON) {
            context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders().forEachRemaining(Logging::writeJson);
        }
    }

    private static void writeJson(Appender<ILoggingEvent> appender) {
        if (appender instanceof OutputStreamAppender<ILoggingEvent> stream) {
            var before = stream.getEncoder();
            var lines = new JsonLines();
            lines.setContext(stream.getContext());
            lines.start();
            stream.setEncoder(lines);
            before.stop();
        }
    }
}
