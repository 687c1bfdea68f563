package org.posthorn.mailctl.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthorn.mailctl.FakeServices;
import org.posthorn.mailctl.Ran;

class StatusAndConfigTest {
    private final FakeServices services = new FakeServices();

    @AfterEach
    void stop() {
        services.close();
    }

    @Test
    void eachServiceSaysHowItDoes() {
        services.on("GET /health", "{\"status\":\"UP\",\"parts\":{\"service\":{\"well\":true,\"detail\":\"running\"}}}")
                .on("GET /internal/v1/queue/summary", "{\"due\":1,\"deferred\":2,\"held\":0,\"inDoubt\":0}");

        assertEquals(new Ran(0, """
                SERVICE          STATE  DETAIL
                smtp-ingress     UP     service: running
                policy-service   UP     service: running
                mailbox-service  UP     service: running
                delivery-worker  UP     service: running
                web-gateway      UP     service: running

                Queue: 1 due, 2 deferred, 0 held, 0 in doubt
                """, ""), Ran.against(services, "status"));
    }

    @Test
    void whatIsWrongIsNamedAndWhoIsAwayToo() {
        services.on(
                "GET /health",
                503,
                "{\"status\":\"DOWN\",\"parts\":{\"database\":{\"well\":false,\"detail\":\"It does not answer.\"},"
                        + "\"service\":{\"well\":true,\"detail\":\"running\"}}}");

        var ran = Ran.against(services, "status", "--set=services.policy-url=http://127.0.0.1:1");

        assertEquals(1, ran.code());
        assertTrue(ran.out().contains("smtp-ingress     DOWN   database: It does not answer.\n"), ran.out());
        assertTrue(ran.out().contains("DOWN") && !ran.out().contains("running"), ran.out());
    }

    @Test
    void settingsAreChecked() {
        assertEquals(new Ran(0, """
                WHAT         STATE  DETAIL
                settings     good   all are known and can be read
                mail.domain  good   example.com
                """, ""), Ran.mailctl("config", "check", "--set", "mail.domain=example.com"));
        assertEquals(
                1,
                Ran.mailctl("config", "check", "--set", "mail.domain=not_a_domain")
                        .code());
        var unknown = Ran.mailctl("config", "check", "--set", "mail.max-recipients=many");
        assertEquals(1, unknown.code());
        assertTrue(
                unknown.err().startsWith("mail.max-recipients (the command line) cannot be \"many\""), unknown.err());
    }

    @Test
    void aDatabaseThatIsAwayIsFound() {
        var ran = Ran.mailctl(
                "config",
                "check",
                "--connect",
                "--set=database.url=jdbc:postgresql://127.0.0.1:1/none",
                "--set=database.connect-timeout=1s",
                "--set=kafka.bootstrap-servers=127.0.0.1:1",
                "--set=kafka.client=default.api.timeout.ms=1000, request.timeout.ms=1000");

        assertEquals(1, ran.code());
        assertTrue(ran.out().contains("kafka        wrong"), ran.out());
        assertTrue(ran.out().contains("database     wrong"), ran.out());
    }
}
