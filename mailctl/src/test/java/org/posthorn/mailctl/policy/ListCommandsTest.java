package org.posthorn.mailctl.policy;

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

class ListCommandsTest {
    private static final String ENTRY = """
            {"subject":"*@bad.com","kind":"domain","includeSubdomains":true,"reason":"spam","by":"alice",
             "at":"2026-03-01T10:00:00Z","hits":7}
            """;

    private final FakeServices services = new FakeServices();

    @AfterEach
    void stop() {
        services.close();
    }

    private Ran mailctl(String... arguments) {
        return Ran.against(services, arguments);
    }

    @Test
    void anEntryIsAddedListedAndTakenAway() {
        services.on("POST /internal/v1/lists/blocklist", ENTRY)
                .on("GET /internal/v1/lists/blocklist?limit=500&query=bad&cursor=", "{\"items\":[" + ENTRY + "]}")
                .on("DELETE /internal/v1/lists/blocklist?subject=*%40bad.com", 204, "");

        assertEquals(
                new Ran(0, "*@bad.com is on the blocklist.\n", ""),
                mailctl("blocklist", "add", "*@bad.com", "--subdomains", "--reason", "spam", "--for", "7d"));
        var asked = services.asked().getFirst();
        assertTrue(asked.contains("\"includeSubdomains\":true,\"reason\":\"spam\""), asked);
        assertTrue(asked.contains("\"expires\":\"20"), asked);
        assertEquals(new Ran(0, """
                SUBJECT                   BY     SINCE                 UNTIL  HITS  REASON
                *@bad.com and subdomains  alice  2026-03-01 10:00:00Z  -         7  spam
                """, ""), mailctl("blocklist", "list", "--query", "bad"));
        assertEquals(
                new Ran(0, "*@bad.com is no longer on the blocklist.\n", ""),
                mailctl("blocklist", "remove", "*@bad.com"));
    }

    @Test
    void theAllowlistIsAnotherList() {
        services.on("GET /internal/v1/lists/allowlist?limit=500&query=&cursor=", "{\"items\":[]}");

        assertEquals(new Ran(0, "The allowlist is empty.\n", ""), mailctl("allowlist", "list"));
    }

    @Test
    void aFileIsImportedAndItsBadLinesAreNamed(@TempDir Path directory) throws IOException {
        var file = Files.writeString(directory.resolve("list.txt"), "a@bad.com\nnonsense\n");
        services.on(
                "POST /internal/v1/lists/blocklist/import",
                "{\"added\":1,\"refused\":[{\"line\":2,\"text\":\"nonsense\",\"reason\":\"Write an address\"}]}");

        assertEquals(
                new Ran(1, "1 entry is on the blocklist, 1 line is not.\n", "line 2: Write an address.\n"),
                mailctl("blocklist", "import", file.toString()));
        assertEquals(
                1,
                mailctl("blocklist", "import", directory.resolve("none").toString())
                        .code());
    }

    @Test
    void theTesterSaysWhatApplies() {
        services.on(
                "GET /internal/v1/lists/check?sender=x%40bad.com&ip=1.2.3.4",
                "{\"blocked\":true,\"blocks\":[" + ENTRY + "],\"allows\":[]}");

        assertEquals(
                new Ran(0, "Blocked.\nOn the blocklist: *@bad.com and subdomains\n", ""),
                mailctl("blocklist", "check", "--sender", "x@bad.com", "--ip", "1.2.3.4"));
    }

    @Test
    void aTimeThatIsNoneIsRefused() {
        assertEquals(
                "\"soon\" is not a time: write 30m, 12h or 7d.\n",
                mailctl("blocklist", "add", "a@bad.com", "--for", "soon").err());
    }
}
