package org.posthorn.mailctl.dkim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.mailctl.FakeServices;
import org.posthorn.mailctl.Ran;

class DkimCommandsTest {
    private static final String KEYS = """
            [{"domain":"example.com","selector":"default","algorithm":"rsa","active":true,
              "createdAt":"2026-03-01T10:00:00Z","recordName":"default._domainkey.example.com",
              "recordValue":"v=DKIM1; k=rsa; p=%s","state":"active"}]
            """.formatted("A".repeat(300));

    private final FakeServices services = new FakeServices();

    @AfterEach
    void stop() {
        services.close();
    }

    @Test
    void generatePrintsTheRecordsReadyForAZoneFile() {
        services.on("POST /internal/v1/dkim", KEYS);

        var ran = Ran.against(services, "dkim", "generate", "example.com");

        assertEquals(
                "Mail of example.com is signed from now on. Publish:\ndefault._domainkey.example.com.  IN  TXT  ("
                        + " \"v=DKIM1; k=rsa; p=" + "A".repeat(237) + "\" \"" + "A".repeat(63) + "\" )\n",
                ran.out());
        assertEquals(
                "POST /internal/v1/dkim {\"domain\":\"example.com\",\"selector\":\"default\",\"algorithms\":[],"
                        + "\"replace\":false}",
                services.asked().getFirst());
    }

    @Test
    void keysAreListed() {
        services.on("GET /internal/v1/dkim", KEYS);

        assertEquals(new Ran(0, """
                DOMAIN       SELECTOR  ALGORITHM  SIGNS  STATE   MADE AT
                example.com  default   rsa        yes    active  2026-03-01 10:00:00Z
                """, ""), Ran.against(services, "dkim", "list"));
    }

    @Test
    void aKeyThatSignsWithoutItsRecordFailsTheCheck() {
        services.on("GET /internal/v1/dkim?domain=example.com", KEYS);
        services.on(
                "GET /internal/v1/dkim/check?domain=example.com",
                "[{\"domain\":\"example.com\",\"selector\":\"default\",\"result\":\"missing\",\"detail\":\"None.\"}]");

        assertEquals(new Ran(1, """
                SELECTOR  RESULT   DETAIL
                default   missing  None.
                """, ""), Ran.against(services, "dkim", "check", "example.com"));
    }

    @Test
    void aKeyFileIsImported(@TempDir Path directory) throws IOException {
        services.on("POST /internal/v1/dkim/import", KEYS);
        var file = Files.writeString(directory.resolve("dkim.key"), "a key");

        assertEquals(
                0,
                Ran.against(services, "dkim", "import", "example.com", file.toString(), "default")
                        .code());
        assertEquals(
                "POST /internal/v1/dkim/import {\"domain\":\"example.com\",\"selector\":\"default\",\"pem\":\"a key\","
                        + "\"replace\":false}",
                services.asked().getFirst());
    }

    @Test
    void aDomainWithoutKeyIsToldHowToGetOne() {
        services.on("GET /internal/v1/dkim?domain=example.com", "[]");

        var ran = Ran.against(services, "dkim", "show", "example.com");

        assertEquals(1, ran.code());
        assertTrue(ran.err().contains("mailctl dkim generate example.com"), ran.err());
    }
}
