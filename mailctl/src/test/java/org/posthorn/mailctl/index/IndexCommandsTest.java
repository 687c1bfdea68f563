package org.posthorn.mailctl.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthorn.mailctl.FakeServices;
import org.posthorn.mailctl.Ran;

class IndexCommandsTest {
    private final FakeServices services = new FakeServices();

    @AfterEach
    void stop() {
        services.close();
    }

    private Ran mailctl(String... arguments) {
        return Ran.against(services, arguments);
    }

    @Test
    void theIndexOfAnAccountIsMadeAnewAndAwaited() {
        services.on("POST /internal/v1/accounts/alice/index/rebuild", "{\"accounts\":1}")
                .on("GET /internal/v1/accounts/alice/index", "{\"done\":70,\"whole\":70}");

        var ran = mailctl("index", "rebuild", "alice");

        assertEquals(new Ran(0, "The index of alice was made anew in 0 s.\n", ""), ran);
        assertTrue(services.asked().contains("POST /internal/v1/accounts/alice/index/rebuild \"\""));
    }

    @Test
    void allIndexesAreMadeAnewInTheBackground() {
        services.on("POST /internal/v1/index/rebuild", "{\"accounts\":12}");

        assertEquals(
                new Ran(0, "It is made anew in the background; see mailctl index status.\n", ""),
                mailctl("index", "rebuild", "--all", "--no-wait", "--yes"));
    }

    @Test
    void someWordSaysWhoseIndex() {
        assertEquals(new Ran(1, "", "Name an account, or say --all.\n"), mailctl("index", "rebuild"));
        assertEquals(new Ran(1, "", "There is no account nobody.\n"), mailctl("index", "rebuild", "nobody"));
    }

    @Test
    void theStateIsSaidInOneSentence() {
        services.on("GET /internal/v1/index", "{\"done\":3,\"whole\":4}")
                .on("GET /internal/v1/accounts/alice/index", "{\"done\":30,\"whole\":40}")
                .on("GET /internal/v1/accounts/bob/index", "{\"done\":0,\"whole\":0}");

        assertEquals(
                "3 of 4 accounts are indexed.\n", mailctl("index", "status").out());
        assertEquals(
                "75 % of the mail is indexed.\n",
                mailctl("index", "status", "alice").out());
        assertEquals(
                "Everything is indexed.\n", mailctl("index", "status", "bob").out());
    }
}
