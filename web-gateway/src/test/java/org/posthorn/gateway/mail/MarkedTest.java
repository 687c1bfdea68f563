package org.posthorn.gateway.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkedTest {
    @ParameterizedTest
    @CsvSource({
        "koln, Grüße aus Köln, Grüße aus [Köln]",
        "GRÜ, Grüße aus Köln, [Grü]ße aus Köln",
        "from:ann invoice, Ann's invoices, [Ann]'s [invoice]s",
        "inv invoice, an invoice, an [invoice]",
        "is:unread before:2026-01-01, is unread, is unread",
        "-draft final, draft final, draft [final]",
        "12:30, at 12:30 sharp, at [12:30] sharp",
        "'', nothing, nothing"
    })
    void theWordsOfTheQueryAreMarked(String query, String text, String marked) {
        var pieces = Marked.of(text, Marked.words(query));
        assertEquals(
                marked,
                pieces.stream()
                        .map(piece -> piece.found() ? "[" + piece.text() + "]" : piece.text())
                        .collect(Collectors.joining()));
    }

    @Test
    void quotesHoldWordsTogetherButEachIsMarked() {
        assertEquals(List.of("two", "words"), Marked.words("subject:\"two words\""));
    }
}
