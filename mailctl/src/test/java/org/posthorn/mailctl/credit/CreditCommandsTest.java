package org.posthorn.mailctl.credit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthorn.mailctl.FakeServices;
import org.posthorn.mailctl.Ran;

class CreditCommandsTest {
    private static final String BALANCE =
            "{\"account\":7,\"address\":\"bob@localhost\",\"available\":996,\"reserved\":4}";

    private final FakeServices services = new FakeServices();

    @AfterEach
    void stop() {
        services.close();
    }

    @Test
    void anAccountsCreditsAreShown() {
        services.on("GET /internal/v1/credits/accounts/bob", BALANCE);

        assertEquals(new Ran(0, """
                ACCOUNT        NUMBER  CREDITS  RESERVED  LOW SINCE
                bob@localhost       7      996         4  -
                """, ""), Ran.against(services, "credits", "show", "bob"));
    }

    @Test
    void anOrderSaysWhoGaveItAndHasAKeyOfItsOwn() {
        services.on("POST /internal/v1/credits/accounts/bob/add", BALANCE);
        services.on("POST /internal/v1/credits/accounts/bob/adjust", BALANCE);

        var added = Ran.against(services, "credits", "add", "bob", "100", "--key=invoice-7");
        Ran.against(services, "credits", "adjust", "bob", "--amount=-12", "--reason=typing error");

        assertEquals(new Ran(0, "bob@localhost has 996 credits.\n", ""), added);
        var by = "\"by\":\"mailctl " + System.getProperty("user.name") + "\"";
        assertEquals(
                "POST /internal/v1/credits/accounts/bob/add {\"credits\":100,\"reason\":\"\"," + by
                        + ",\"key\":\"invoice-7\"}",
                services.asked().getFirst());
        assertTrue(
                services.asked()
                        .getLast()
                        .startsWith("POST /internal/v1/credits/accounts/bob/adjust {\"credits\":-12,"
                                + "\"reason\":\"typing error\"," + by + ",\"key\":\""),
                services.asked().getLast());
    }

    @Test
    void aStatementIsAFileForASpreadsheetThatRunsNoFormula() {
        services.on("GET /internal/v1/credits/accounts/bob/statement?limit=1000", """
                {"items":[
                  {"entry":9,"at":"2026-03-01T10:00:01Z","kind":"reserve","change":-4,"balance":996,
                   "message":"01KJMB9W0G0000000000000000","by":"policy-service"},
                  {"entry":8,"at":"2026-03-01T10:00:00Z","kind":"top-up","change":1000,"balance":1000,
                   "reason":"=1+1, \\"gift\\"","by":"root"}]}
                """);

        assertEquals(
                new Ran(
                        0,
                        "entry,time,kind,change,balance,message,reason,by\r\n"
                                + "9,2026-03-01T10:00:01Z,reserve,-4,996,01KJMB9W0G0000000000000000,,policy-service\r\n"
                                + "8,2026-03-01T10:00:00Z,top-up,1000,1000,,\"'=1+1, \"\"gift\"\"\",root\r\n",
                        ""),
                Ran.against(services, "credits", "statement", "bob", "--csv"));
    }

    @Test
    void aPriceIsSetForADomain() {
        services.on(
                "PUT /internal/v1/credits/prices/example.com",
                "{\"domain\":\"example.com\",\"credits\":2,\"per\":\"RECIPIENT\"}");

        assertEquals(
                new Ran(0, "A message of example.com to the world costs 2 credits for each recipient.\n", ""),
                Ran.against(services, "credits", "price", "example.com", "2", "--per=recipient"));
    }

    @Test
    void aLedgerThatDoesNotAddUpFails() {
        var sums = "{\"accounts\":1,\"entries\":2,\"issued\":100,\"available\":90,\"reserved\":4,\"earned\":6,"
                + "\"waiting\":1,\"problems\":[%s]}";
        services.on("GET /internal/v1/credits/verification", sums.formatted(""));
        assertEquals(
                new Ran(
                        0,
                        "2 entries of 1 accounts: 100 credits issued = 90 available + 4 reserved (1 messages) + 6"
                                + " spent.\n",
                        ""),
                Ran.against(services, "credits", "verify"));

        services.on("GET /internal/v1/credits/verification", sums.formatted("\"Account 7 differs.\""));
        var ran = Ran.against(services, "credits", "verify");
        assertEquals(1, ran.code());
        assertTrue(ran.out().endsWith("Account 7 differs.\n"), ran.out());
    }
}
