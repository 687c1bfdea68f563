package org.posthorn.mailctl.quarantine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthorn.mailctl.FakeServices;
import org.posthorn.mailctl.Ran;

class QuarantineCommandsTest {
    private static final String ID = "01KJMB9W0G0000000000000000";
    private static final String HELD = """
            {"message":"%s","from":"s@elsewhere.test","subject":"a test","reversePath":"s@elsewhere.test",
             "recipients":["alice@localhost"],"reason":"It is a test.","size":100,
             "heldAt":"2026-03-01T10:00:00Z","keptUntil":"2026-03-31T10:00:00Z"}
            """.formatted(ID);

    private final FakeServices services = new FakeServices();

    @AfterEach
    void stop() {
        services.close();
    }

    @Test
    void whatIsHeldIsListedWithItsReason() {
        services.on("GET /internal/v1/quarantine?query=&limit=100", "{\"items\":[" + HELD + "]}");

        assertEquals(new Ran(0, """
                MESSAGE                     HELD AT               FROM              TO               SUBJECT  REASON
                01KJMB9W0G0000000000000000  2026-03-01 10:00:00Z  s@elsewhere.test  alice@localhost  a test   It is a test.
                """, ""), Ran.against(services, "quarantine", "list"));
    }

    @Test
    void sendersOfReleasedMessagesAreAllowed() {
        services.on("POST /internal/v1/quarantine/" + ID + "/allow", "{\"recipients\":1}");

        assertEquals(
                new Ran(0, "1 recipient released.\n", ""),
                Ran.against(services, "quarantine", "release", "--allow", ID));
        assertEquals(1, services.audited().size());
        assertTrue(services.audited().getFirst().contains("\"action\":\"quarantine release\""));
        assertTrue(
                services.audited().getFirst().contains("\"details\":\"" + ID),
                services.audited().toString());
    }

    @Test
    void whoChangedWhatIsListed() {
        services.on("GET /internal/v1/audit?limit=100&query=bob", """
                {"items":[{"entry":7,"at":"2026-03-01T10:00:00Z","who":"alice@localhost","origin":"192.0.2.1",
                 "place":"/admin/users/bob@localhost","action":"disable","details":""}]}
                """);

        assertEquals(new Ran(0, """
                AT                    WHO              FROM       WHERE                       DID      WITH
                2026-03-01 10:00:00Z  alice@localhost  192.0.2.1  /admin/users/bob@localhost  disable
                """, ""), Ran.against(services, "audit", "--query", "bob"));
        assertEquals(List.of(), services.audited());
    }

    @Test
    void deletingAsksFirst() {
        assertTrue(Ran.against(services, "quarantine", "delete", ID).err().contains("say --yes"));
        services.on("POST /internal/v1/quarantine/" + ID + "/delete", "{\"recipients\":2}");

        assertEquals(
                new Ran(0, "2 recipients deleted.\n", ""), Ran.against(services, "quarantine", "delete", ID, "--yes"));
    }
}
