package org.posthorn.mailctl.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthorn.mailctl.FakeServices;
import org.posthorn.mailctl.Ran;

class QueueCommandsTest {
    private static final String ID = "01KJM2Q8R00123456789ABCDEF";
    private static final String ROW = """
            {"messageId":"%s","recipient":"bob@sink1.test","nextHopDomain":"sink1.test","sender":"alice@example.com",
             "subject":"Hello","state":"deferred","attempts":3,"acceptedAt":"2026-03-01T10:00:00Z",
             "nextAttempt":"2026-03-01T10:20:00Z","expiresAt":"2026-03-06T10:00:00Z",
             "reason":"mx1.sink1.test does not answer","lastReply":"451 4.3.0 later","size":2048,"site":"mx1.sink1.test"}
            """.formatted(ID);

    private final FakeServices services = new FakeServices();

    @AfterEach
    void stop() {
        services.close();
    }

    private Ran mailctl(String... arguments) {
        return Ran.against(services, arguments);
    }

    @Test
    void theReasonAndTheNextAttemptAreListed() {
        services.on("GET /internal/v1/queue?limit=100", "{\"items\":[" + ROW + "]}");

        assertEquals(new Ran(0, """
                MESSAGE                     SENDER             RECIPIENT       SITE            STATE     TRIES  NEXT ATTEMPT          REASON
                01KJM2Q8R00123456789ABCDEF  alice@example.com  bob@sink1.test  mx1.sink1.test  deferred      3  2026-03-01 10:20:00Z  mx1.sink1.test does not answer
                """, ""), mailctl("queue", "list"));
    }

    @Test
    void anEmptyQueueIsSaidToBeEmpty() {
        services.on("GET /internal/v1/queue?limit=100&domain=sink1.test&state=held", "{\"items\":[]}");

        assertEquals(
                new Ran(0, "Nothing waits.\n", ""),
                mailctl("queue", "list", "--domain", "sink1.test", "--state", "held"));
    }

    @Test
    void aMessageIsShownWithTheServersOwnWords() {
        services.on("GET /internal/v1/queue/" + ID, "[" + ROW + "]");

        assertEquals(new Ran(0, """
                Message:   01KJM2Q8R00123456789ABCDEF
                Sender:    alice@example.com
                Subject:   Hello
                Size:      2.0 KiB
                Accepted:  2026-03-01 10:00:00Z

                Recipient: bob@sink1.test through sink1.test
                Site:      mx1.sink1.test
                State:     deferred, 3 attempts
                Reason:    mx1.sink1.test does not answer
                Reply:     451 4.3.0 later
                Next:      2026-03-01 10:20:00Z
                Given up:  2026-03-06 10:00:00Z
                """, ""), mailctl("queue", "show", ID));
    }

    @Test
    void oneAttemptIsOne() {
        services.on("GET /internal/v1/queue/" + ID, "[" + ROW.replace("\"attempts\":3", "\"attempts\":1") + "]");

        var shown = mailctl("queue", "show", ID).out();

        assertTrue(shown.contains("deferred, 1 attempt\n"), shown);
    }

    @Test
    void whatIsHeldSaysWhenItGoesOn() {
        var held = ROW.replace("\"deferred\"", "\"held\"").replace("\"nextAttempt\":\"2026-03-01T10:20:00Z\",", "");
        services.on("GET /internal/v1/queue/" + ID, "[" + held + "]");
        services.on("GET /internal/v1/queue?limit=100", "{\"items\":[" + held + "]}");

        assertTrue(mailctl("queue", "show", ID).out().contains("Next:      when released\n"));
        assertTrue(mailctl("queue", "list").out().contains("  when released  "));
    }

    @Test
    void whatIsChosenIsFlushedHeldAndReleased() {
        for (var verb : new String[] {"flush", "hold", "release", "requeue"}) {
            services.on("POST /internal/v1/queue/" + verb, "{\"recipients\":1}");
        }

        assertEquals(new Ran(0, "1 recipient tried now.\n", ""), mailctl("queue", "flush", ID));
        assertTrue(
                services.asked().getLast().contains("\"messages\":[\"" + ID + "\"]"),
                services.asked().toString());
        assertEquals(0, mailctl("queue", "hold", "--domain", "sink1.test").code());
        assertTrue(
                services.asked().getLast().contains("\"domain\":\"sink1.test\""),
                services.asked().toString());
        assertEquals(
                new Ran(0, "1 recipient queued anew.\n", ""), mailctl("queue", "requeue", "--site", "mx1.sink1.test"));
        assertEquals(0, mailctl("queue", "release", "--all").code());
        assertTrue(
                services.asked().getLast().contains("\"all\":true"),
                services.asked().toString());
    }

    @Test
    void whatWaitsIsCountedBySiteAndByReason() {
        services.on(
                "GET /internal/v1/queue/groups?by=kind",
                "[{\"name\":\"rate\",\"recipients\":12,\"oldest\":\"2026-03-01T10:00:00Z\"}]");

        assertEquals(new Ran(0, """
                KIND  RECIPIENTS  OLDEST                NEXT ATTEMPT
                rate          12  2026-03-01 10:00:00Z  -
                """, ""), mailctl("queue", "summary", "--by", "kind"));
    }

    @Test
    void deletingAsksFirst() {
        services.on("POST /internal/v1/queue/delete", "{\"recipients\":7}");
        services.on("POST /internal/v1/queue/count", "{\"recipients\":7}");

        assertEquals(1, mailctl("queue", "delete", "--all").code());
        assertTrue(services.asked().stream().noneMatch(asked -> asked.contains("/delete")));
        assertEquals(new Ran(0, "7 recipients deleted.\n", ""), mailctl("queue", "delete", "--all", "--yes"));
    }

    @Test
    void whatIsNoMessageIdIsSaidToBeNone() {
        assertEquals(
                new Ran(1, "", "Not a message id (26 characters of 0-9 and A-Z): nonsense.\n"),
                mailctl("queue", "flush", "nonsense"));
    }
}
