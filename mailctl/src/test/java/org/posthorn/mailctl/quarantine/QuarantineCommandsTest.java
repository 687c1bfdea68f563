package org.posthorn.mailctl.quarantine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    void deletingAsksFirst() {
        assertTrue(Ran.against(services, "quarantine", "delete", ID).err().contains("say --yes"));
        services.on("POST /internal/v1/quarantine/" + ID + "/delete", "{\"recipients\":2}");

        assertEquals(
                new Ran(0, "2 recipients deleted.\n", ""), Ran.against(services, "quarantine", "delete", ID, "--yes"));
    }
}
