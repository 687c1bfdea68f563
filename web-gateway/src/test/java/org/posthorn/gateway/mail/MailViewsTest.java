package org.posthorn.gateway.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.events.api.AccountApi.Quota;
import org.posthorn.events.api.AccountApi.QuotaLimits;
import org.posthorn.events.api.MailApi.FlagChange;
import org.posthorn.events.api.MailApi.Folder;
import org.posthorn.events.api.MailApi.MessageRow;
import org.posthorn.events.api.MailApi.MessageView;
import org.posthorn.events.api.MailApi.Move;
import org.posthorn.runtime.http.Refusal;

class MailViewsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T09:12:00Z, 09:12", "2026-11-20T23:00:00Z, Fri", "2026-11-15T09:00:00Z, Sun",
        "2026-11-14T09:00:00Z, 14 Nov", "2025-12-31T09:00:00Z, 31 Dec 2025", "2026-11-23T09:00:00Z, 23 Nov 2026"
    })
    void timesAreAsShortAsTheyCanBe(Instant at, String shown) {
        assertEquals(shown, When.brief(at, NOW, ZoneOffset.UTC));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T10:00:01Z, in 1 s",
        "2026-11-21T10:05:00Z, in 5 min",
        "2026-11-21T10:00:00Z, now",
        "2026-11-21T09:59:59Z, now",
        "2026-11-21T07:00:00Z, now"
    })
    void whatIsDueComesNow(Instant at, String shown) {
        assertEquals(shown, When.coming(at, NOW));
    }

    @Test
    void theFateOfWhatItsSenderGotTooIsToldOnceAtTheCopyInSent() {
        var folders = List.of(folder(1, "Inbox"), folder(3, "Sent"));
        var received = message(11, 1, "<a@localhost>");
        var sent = message(12, 3, "<a@localhost>");
        var other = message(13, 1, "<b@localhost>");

        assertEquals(List.of(sent, other), MailPages.toldAt(List.of(received, sent, other), folders));
        assertEquals(List.of(received), MailPages.toldAt(List.of(received), folders), "where only that copy is open");
    }

    private static Folder folder(long id, String use) {
        return new Folder(id, use, Optional.of(use), 0, 0, 0, 0);
    }

    private static MessageView message(long id, long folder, String messageId) {
        var row = new MessageRow(
                id, id, 7, NOW, "Alice", "alice@localhost", List.of(), "", "", false, 0, List.of(), folder);
        return new MessageView(
                row,
                Optional.of(messageId),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of());
    }

    @Test
    void theWayBackIsInTheToken() {
        var moves = new Undo.Moves(List.of(new Move(List.of(1L, 99L), "inbox"), new Move(List.of(7L), "42")));
        assertEquals(moves, Undo.of(moves.token()));
        var flags = new Undo.Flags(new FlagChange(List.of(3L), List.of("\\Seen"), List.of()));
        assertEquals(flags, Undo.of(flags.token()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AAAA", "bTp4", "%%%", "ZjE"})
    void aTokenThatIsNoneIsRefused(String token) {
        assertThrows(Refusal.class, () -> Undo.of(token));
    }

    @Test
    void quotedLinesKnowTheirDepthAndAddressesAreLinks() {
        var lines = PlainText.lines("See https://ex.org/a?b=c.\n> one\n>> two\n> > also two");
        assertEquals(
                "https://ex.org/a?b=c", lines.getFirst().spans().get(1).href().orElseThrow());
        assertEquals(".", lines.getFirst().spans().get(2).text());
        assertEquals(List.of(0, 1, 2, 2), lines.stream().map(Reader.Line::depth).toList());
    }

    @Test
    void checksOfTheSenderAreReadFromTheirField() {
        var checks = SenderChecks.of(List.of("mx.localhost; spf=pass smtp.mailfrom=a; dkim=fail reason=x; dmarc=none"));
        assertEquals(
                List.of("SPF pass", "DKIM fail", "DMARC none"),
                checks.stream()
                        .map(check -> check.name() + " " + check.result())
                        .toList());
        assertTrue(checks.get(1).bad());
    }

    /// What remembers since when a mailbox is full hears of a deletion a little later than who deleted.
    @Test
    void aMailboxIsFullWhileThereIsNoRoomInIt() {
        assertTrue(Usage.of(quota(100)).warning().startsWith("Your mailbox is full"));
        assertTrue(Usage.of(quota(100)).warning().contains("Trash counts too"));
        assertEquals("", Usage.of(quota(40)).warning());
    }

    private static Quota quota(int percent) {
        return new Quota(
                percent, 1, 100, 0, percent, new QuotaLimits(Optional.empty(), Optional.empty()), Optional.of(NOW));
    }

    @Test
    void anUnknownActionIsRefused() {
        assertThrows(Refusal.class, () -> Action.of("move:../x"));
        assertThrows(Refusal.class, () -> Action.of("format-disk"));
        assertEquals(new Action.MoveTo("42", "Moved"), Action.of("move:42"));
    }
}
