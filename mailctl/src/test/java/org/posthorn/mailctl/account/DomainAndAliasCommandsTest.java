package org.posthorn.mailctl.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthorn.mailctl.FakeServices;
import org.posthorn.mailctl.Ran;

class DomainAndAliasCommandsTest {
    private static final String DOMAIN = """
            {"domain":"example.com","tenant":1,"access":"EVERYONE","accounts":2,"aliases":1,
             "createdAt":"2026-03-01T10:00:00Z"}
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
    void domainsAreListed() {
        services.on("GET /internal/v1/domains", "[" + DOMAIN + "]");

        assertEquals(new Ran(0, """
                DOMAIN       ACCESS    ACCOUNTS  ALIASES  SINCE
                example.com  everyone         2        1  2026-03-01 10:00:00Z
                """, ""), mailctl("domain", "list"));
    }

    @Test
    void aDomainIsAddedShownAndTakenAway() {
        services.on("POST /internal/v1/domains", DOMAIN)
                .on("GET /internal/v1/domains/example.com", DOMAIN)
                .on("DELETE /internal/v1/domains/example.com", 204, "");

        var added = mailctl("domain", "add", "example.com", "--access", "members");
        assertTrue(added.out().startsWith("Domain example.com is served."), added.toString());
        assertEquals(
                "POST /internal/v1/domains {\"domain\":\"example.com\",\"access\":\"MEMBERS\"}",
                services.asked().getFirst());
        assertTrue(mailctl("domain", "show", "example.com").out().contains("Accounts:  2"));
        assertEquals(
                new Ran(0, "Domain example.com is no longer served.\n", ""),
                mailctl("domain", "delete", "example.com", "-y"));
    }

    @Test
    void anAliasIsMadeListedAndTakenAway() {
        services.on("PUT /internal/v1/aliases/team%40example.com", "")
                .on("GET /internal/v1/aliases", "[{\"address\":\"team@example.com\",\"targets\":[\"a@x.test\",\"b\"]}]")
                .on("DELETE /internal/v1/aliases/team%40example.com", 204, "");

        assertEquals(
                new Ran(0, "team@example.com leads to a@x.test, b.\n", ""),
                mailctl("alias", "add", "team@example.com", "a@x.test", "b"));
        assertEquals(new Ran(0, """
                ADDRESS           LEADS TO
                team@example.com  a@x.test, b
                """, ""), mailctl("alias", "list"));
        assertEquals(0, mailctl("alias", "delete", "team@example.com", "--yes").code());
    }
}
