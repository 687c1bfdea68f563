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
    void whoMayUseMailIsChanged() {
        services.on("PATCH /internal/v1/domains/example.com", DOMAIN.replace("EVERYONE", "MEMBERS"));

        assertEquals(
                new Ran(0, "Mail in example.com is for members.\n", ""),
                mailctl("domain", "access", "example.com", "members"));
        assertEquals(2, mailctl("domain", "access", "example.com", "nobody").code());
    }

    @Test
    void aSenderIsGrantedListedAndRevoked() {
        services.on("PUT /internal/v1/accounts/robot/senders/*%40shop.example", "[\"*@shop.example\"]")
                .on("GET /internal/v1/accounts/robot/senders", "[]")
                .on("DELETE /internal/v1/accounts/robot/senders/*%40shop.example", 200, "[]");

        assertEquals(
                new Ran(0, "robot also sends as *@shop.example.\n", ""),
                mailctl("sender", "grant", "robot", "*@shop.example"));
        assertEquals(
                new Ran(0, "robot no longer sends as *@shop.example.\n", ""),
                mailctl("sender", "revoke", "robot", "*@shop.example"));
        assertEquals(new Ran(0, "robot sends as its own addresses only.\n", ""), mailctl("sender", "list", "robot"));
    }

    @Test
    void forgeriesAreRefusedInTheSessionWhereADomainWantsThat() {
        var path = "/internal/v1/rules/example.com";
        var rules =
                "{\"domain\":\"example.com\",\"rejectInSession\":true,\"by\":\"x\",\"at\":\"2026-03-01T10:00:00Z\"}";
        assertEquals(
                new Ran(0, "example.com has no rules of its own; those of * hold.\n", ""),
                mailctl("domain", "rules", "example.com"));
        services.on("PUT " + path, rules).on("GET " + path, rules);

        assertEquals(
                new Ran(0, "example.com: forgeries, spam and viruses are refused in the session.\n", ""),
                mailctl("domain", "rules", "example.com", "--reject-in-session", "on"));
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
