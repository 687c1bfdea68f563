package org.posthorn.mailctl.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthorn.mailctl.FakeServices;
import org.posthorn.mailctl.Ran;

class AccountCommandsTest {
    private static final String ALICE = """
            {"id":1,"address":"alice@example.com","addresses":["alice@example.com","al@example.com"],
             "displayName":"Alice","role":"ADMIN","enabled":true,"sentCopy":false,"bytes":1536,"messages":12,
             "createdAt":"2026-03-01T10:00:00Z"}
            """;
    private static final String BOB = """
            {"id":2,"address":"bob@example.com","addresses":["bob@example.com"],"displayName":"","role":"USER",
             "enabled":false,"sentCopy":true,"bytes":0,"messages":0,"createdAt":"2026-03-01T10:00:00Z"}
            """;

    private static final String QUOTA = """
            {"bytes":1536,"messages":12,"maxBytes":10240,"maxMessages":0,"percent":15,"own":{"messages":0}}
            """;

    private static final String NOT_ASKED = "The password was made here, since nobody can be asked for one:"
            + " --password-stdin reads it from the standard input.\n";

    private final FakeServices services = new FakeServices();

    @AfterEach
    void stop() {
        services.close();
    }

    private Ran mailctl(String... arguments) {
        return Ran.against(services, arguments);
    }

    @Test
    void accountsAreListedAsATable() {
        services.on("GET /internal/v1/accounts?limit=200", "{\"items\":[" + ALICE + "],\"next\":\"b\"}")
                .on("GET /internal/v1/accounts?limit=200&cursor=b", "{\"items\":[" + BOB + "]}");

        assertEquals(new Ran(0, """
                ADDRESS            ROLE   STATE     MESSAGES     SIZE  NAME
                alice@example.com  admin  enabled         12  1.5 KiB  Alice
                bob@example.com    user   disabled         0      0 B
                """, ""), mailctl("account", "list"));
    }

    @Test
    void jsonIsForPrograms() {
        services.on("GET /internal/v1/accounts?limit=200", "{\"items\":[" + BOB + "]}");

        var ran = mailctl("account", "list", "--json");

        assertTrue(ran.out().startsWith("[ {"), ran.out());
        assertTrue(ran.out().contains("\"address\" : \"bob@example.com\""), ran.out());
    }

    @Test
    void withoutATerminalAPasswordIsGeneratedAndShownWithTheWayToGiveOne() {
        services.on("POST /internal/v1/accounts", "{\"account\":" + ALICE + ",\"generatedPassword\":\"s3cret\"}");

        assertEquals(new Ran(0, """
                Account alice@example.com was made.
                Password: s3cret
                """, NOT_ASKED), mailctl("account", "add", "alice"));
        assertEquals("", mailctl("account", "add", "alice", "--generate").err());
        assertEquals(
                "POST /internal/v1/accounts {\"address\":\"alice\"}",
                services.asked().getFirst());
    }

    @Test
    void aPasswordComesFromTheStandardInput() {
        services.on("POST /internal/v1/accounts", "{\"account\":" + ALICE + "}");

        var ran = Ran.with(
                "hunter22\n",
                false,
                Ran.withServices(services, "account", "add", "alice", "--role", "admin", "--password-stdin"));

        assertEquals(new Ran(0, "Account alice@example.com was made.\n", ""), ran);
        assertEquals(
                "POST /internal/v1/accounts {\"address\":\"alice\",\"password\":\"hunter22\",\"role\":\"ADMIN\"}",
                services.asked().getFirst());
    }

    @Test
    void aPasswordThatIsTypedIsTypedTwice() {
        var ran = Ran.typing("one\ntwo\n", Ran.withServices(services, "account", "add", "alice"));

        assertEquals(1, ran.code());
        assertTrue(ran.err().endsWith("The two passwords differ.\n"), ran.err());
        assertTrue(services.asked().isEmpty());
    }

    @Test
    void aRefusalIsOneSentence() {
        services.on(
                "POST /internal/v1/accounts",
                409,
                "{\"status\":409,\"title\":\"conflict\",\"detail\":\"The address alice@example.com is taken.\"}");

        assertEquals(new Ran(1, "", "The address alice@example.com is taken.\n"), mailctl("account", "add", "alice"));
    }

    @Test
    void anAccountIsShown() {
        services.on("GET /internal/v1/accounts/alice", ALICE)
                .on("GET /internal/v1/accounts/alice%40example.com/quota", QUOTA);

        assertEquals(new Ran(0, """
                Address:    alice@example.com
                Also:       al@example.com
                Name:       Alice
                Role:       admin
                State:      enabled
                Sent copy:  filed for web mail only
                Messages:   12 (1.5 KiB)
                Quota:      1.5 KiB in 12 messages: 15 % of 10 KiB
                Made at:    2026-03-01 10:00:00Z
                """, ""), mailctl("account", "show", "alice"));
    }

    @Test
    void aQuotaIsSetAndWhatIsNotNamedStays() {
        services.on("GET /internal/v1/accounts/alice", ALICE)
                .on("GET /internal/v1/accounts/alice%40example.com/quota", QUOTA)
                .on("PUT /internal/v1/accounts/alice%40example.com/quota", QUOTA);

        assertEquals(new Ran(0, """
                1.5 KiB in 12 messages: 15 % of 10 KiB
                Set for this account: size default, messages unlimited
                """, ""), mailctl("account", "quota", "alice", "--size", "10KB"));
        assertEquals(
                "PUT /internal/v1/accounts/alice%40example.com/quota {\"bytes\":10240,\"messages\":0}",
                services.asked().getLast());
        assertEquals(
                new Ran(1, "", "\"much\" is no limit; write 10GB, unlimited or default.\n"),
                mailctl("account", "quota", "alice", "--size", "much"));
    }

    @Test
    void existsAnswersByItsExitCode() {
        services.on("GET /internal/v1/accounts/alice", ALICE);

        assertEquals(new Ran(0, "Account alice exists.\n", ""), mailctl("account", "exists", "alice"));
        assertEquals(new Ran(1, "There is no account carol.\n", ""), mailctl("account", "exists", "carol"));
    }

    @Test
    void aMissingAccountIsNamed() {
        assertEquals(new Ran(1, "", "There is no account carol.\n"), mailctl("account", "show", "carol"));
    }

    @Test
    void deletingAsksFirst() {
        services.on("GET /internal/v1/accounts/alice", ALICE)
                .on("DELETE /internal/v1/accounts/alice%40example.com", 204, "");

        var nobody = mailctl("account", "delete", "alice");
        var no = Ran.typing("n\n", Ran.withServices(services, "account", "delete", "alice"));
        assertEquals(
                new Ran(
                        1,
                        "",
                        "Delete alice@example.com and its 12 messages for good?"
                                + " Nobody can be asked here; say --yes to go on.\n"),
                nobody);
        assertEquals(1, no.code());
        assertEquals("Delete alice@example.com and its 12 messages for good? [y/N] Nothing was changed.\n", no.err());
        assertTrue(services.asked().stream().noneMatch(asked -> asked.startsWith("DELETE")));

        assertEquals(
                new Ran(0, "Account alice@example.com was deleted.\n", ""),
                mailctl("account", "delete", "alice", "--yes"));
    }

    @Test
    void roleAndStateAreChanged() {
        services.on("GET /internal/v1/accounts/bob", BOB).on("PATCH /internal/v1/accounts/bob%40example.com", BOB);

        assertEquals(new Ran(0, "bob@example.com is now user.\n", ""), mailctl("account", "role", "bob", "user"));
        assertEquals(
                new Ran(0, "bob@example.com is now disabled.\n", ""), mailctl("account", "disable", "bob", "--yes"));
        assertTrue(services.asked().contains("PATCH /internal/v1/accounts/bob%40example.com {\"enabled\":false}"));
        assertEquals(2, mailctl("account", "role", "bob", "king").code());
    }

    @Test
    void aPasswordIsSet() {
        services.on("GET /internal/v1/accounts/bob", BOB).on("PATCH /internal/v1/accounts/bob%40example.com", BOB);

        var ran = mailctl("account", "password", "bob");

        assertTrue(
                ran.out().matches("(?s)The password of bob@example.com was set.\nPassword: [a-z2-9-]{23}\n"),
                ran.out());
        assertEquals(NOT_ASKED, ran.err());
    }
}
