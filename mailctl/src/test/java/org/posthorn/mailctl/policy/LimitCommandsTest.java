package org.posthorn.mailctl.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthorn.mailctl.FakeServices;
import org.posthorn.mailctl.Ran;

class LimitCommandsTest {
    private final FakeServices services = new FakeServices();

    @AfterEach
    void stop() {
        services.close();
    }

    private Ran mailctl(String... arguments) {
        return Ran.against(services, arguments);
    }

    @Test
    void limitsAndTheBusiestAreShown() {
        services.on("GET /internal/v1/limits?top=10", """
                {"limits":[{"name":"connections-per-hour","number":10,"setting":"limits.connections-per-hour"}],
                 "own":[{"subject":"10.0.0.0/8","limits":{"connections-per-hour":-1},"by":"alice",
                               "at":"2026-03-01T10:00:00Z"}],
                 "talkers":[{"limit":"connections-per-hour","subject":"192.0.2.1","count":9,"most":10,
                             "last":"2026-03-01T10:00:00Z"}]}
                """);

        assertEquals(new Ran(0, """
                LIMIT                 NUMBER  SETTING
                connections-per-hour  10      limits.connections-per-hour

                OF THEIR OWN  LIMITS                         BY
                10.0.0.0/8    connections-per-hour=no limit  alice

                WHO        LIMIT                 COUNT  OF  LAST
                192.0.2.1  connections-per-hour      9  10  2026-03-01 10:00:00Z
                """, ""), mailctl("limits", "show"));
    }

    @Test
    void limitsOfTheirOwnAreSetAndTakenAway() {
        services.on(
                        "PUT /internal/v1/limits",
                        "{\"subject\":\"example.com\",\"limits\":{\"messages-per-day\":500},\"by\":\"x\","
                                + "\"at\":\"2026-03-01T10:00:00Z\"}")
                .on("DELETE /internal/v1/limits?subject=example.com", 204, "");

        assertEquals(
                new Ran(0, "example.com: messages-per-day=500.\n", ""),
                mailctl("limits", "set", "example.com", "messages-per-day=500"));
        assertEquals(
                new Ran(0, "example.com has the limits of everybody.\n", ""),
                mailctl("limits", "remove", "example.com"));
        assertEquals(
                2,
                mailctl("limits", "set", "example.com", "messages-per-day=many").code());
    }
}
