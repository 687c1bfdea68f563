package org.posthorn.runtime.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.settings.SettingsRefused;

class LoggingTest {
    private final LoggerContext context = context();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final Logger log = context.getLogger("org.posthorn.ingress.Example");

    private static LoggerContext context() {
        var context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        return context;
    }

    @BeforeEach
    void startAsText() {
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%-5level %logger{0} %msg%n%ex");
        encoder.start();
        var appender = new OutputStreamAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setOutputStream(written);
        appender.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        root.setLevel(Level.INFO);
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private void follow(String... settings) {
        Logging.follow(Settings.of(settings).get(LogSettings.class), context);
    }

    private List<String> lines() {
        return written.toString(UTF_8).lines().toList();
    }

    private JsonNode line() throws IOException {
        assertEquals(1, lines().size(), written.toString(UTF_8));
        return new ObjectMapper().readTree(lines().getFirst());
    }

    @Test
    void textIsTheDefault() {
        follow();

        log.info("loop-paused loop={}", "policy");

        assertEquals(List.of("INFO  Example loop-paused loop=policy"), lines());
    }

    @Test
    void aLineOfJsonHasTheMessageWholeAndItsEventAndFields() throws IOException {
        follow("log.format=json");

        log.warn("attempt-deferred row={} urgent={} via=mx-{} reply=\"{}\"", 12, true, "a", "450 4.2.1 full=yes");

        var line = line();
        assertEquals("WARN", line.path("level").asText());
        assertEquals("org.posthorn.ingress.Example", line.path("logger").asText());
        assertTrue(Instant.parse(line.path("time").asText()).isAfter(Instant.EPOCH));
        assertEquals(
                "attempt-deferred row=12 urgent=true via=mx-a reply=\"450 4.2.1 full=yes\"",
                line.path("message").asText());
        assertEquals("attempt-deferred", line.path("event").asText());
        assertEquals(
                "{\"row\":12,\"urgent\":true,\"via\":\"mx-a\",\"reply\":\"450 4.2.1 full=yes\"}",
                line.path("fields").toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "smtp: Rejected blocked sender: spammer@bad.com (IP: 1.2.3.4)",
                "mail: Blocked email: spammer@bad.com",
                "mail: Unblocked email: reformed@example.com",
                "smtp: Starting SMTP server (receive only) on :2525",
                "SMTP server listening on 0.0.0.0:2525",
                "dkim: DKIM signing enabled for domain yourdomain.com with selector default",
                "mail: DKIM signing disabled: DKIM private key not found at ~/.mu/keys/dkim.key",
            })
    void linesOfTheDocumentsAreKeptWordForWord(String said) throws IOException {
        follow("log.format=json");

        log.info(said);

        assertEquals(said, line().path("message").asText());
        assertTrue(line().path("event").isMissingNode());
        assertTrue(line().path("fields").isMissingNode());
    }

    @Test
    void whatComesFromOutsideMakesNoFieldAndNoLine() throws IOException {
        follow("log.format=json");

        log.info("refused at={} reply={}", "rcpt", "550 no\n{\"level\":\"ERROR\"} client=203.0.113.9 {}");

        assertEquals(2, line().path("fields").size());
        assertEquals(
                "550 no\n{\"level\":\"ERROR\"} client=203.0.113.9 {}",
                line().path("fields").path("reply").asText());
    }

    @Test
    void aStackTraceStaysOnItsLine() throws IOException {
        follow("log.format=json");

        log.error("queue-{} by={}", "failed", "timer", new IllegalStateException("no\nway"));

        assertEquals("queue-failed", line().path("event").asText());
        assertTrue(line().path("stack").asText().startsWith("java.lang.IllegalStateException: no\nway"));
    }

    @Test
    void linesOfLibrariesAreTakenAsTheyAre() throws IOException {
        follow("log.format=json");

        context.getLogger("org.apache.kafka.clients.NetworkClient").warn("disconnected node={}", 1);

        assertTrue(line().path("fields").isMissingNode());
        assertEquals("disconnected node=1", line().path("message").asText());
    }

    @Test
    void levelsAreSetBySource() {
        follow("log.levels=org.posthorn.ingress=debug,root=error");

        log.debug("seen a={}", 1);
        context.getLogger("org.posthorn.policy").info("not-seen");

        assertEquals(List.of("DEBUG Example seen a=1"), lines());
    }

    @Test
    void rootIsAllWhateverTheProcessWasStartedWith() {
        context.getLogger("org.posthorn").setLevel(Level.INFO);

        follow("log.levels=root=debug");

        log.debug("seen a={}", 1);
        assertEquals(List.of("DEBUG Example seen a=1"), lines());
    }

    @Test
    void anUnknownLevelStopsTheStart() {
        var refused = assertThrows(SettingsRefused.class, () -> Settings.of("log.levels=root=loud"));

        assertEquals("log: a level is error, warn, info, debug, trace or off, not \"loud\".", refused.getMessage());
    }
}
