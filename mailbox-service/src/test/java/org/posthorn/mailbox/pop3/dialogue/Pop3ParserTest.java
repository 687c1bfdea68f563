package org.posthorn.mailbox.pop3.dialogue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Pop3ParserTest {
    @Test
    void keywordsAreReadInAnyCase() {
        assertEquals(new Pop3Command.Stat(), Pop3Parser.parse("stat"));
        assertEquals(new Pop3Command.Top(3, 0), Pop3Parser.parse("Top 3 0"));
        assertEquals(new Pop3Command.List(Optional.of(7)), Pop3Parser.parse("LIST 7"));
        assertEquals(new Pop3Command.Uidl(Optional.empty()), Pop3Parser.parse("uidl"));
        assertEquals(
                new Pop3Command.Auth(Optional.of("PLAIN"), Optional.of("AGE=")), Pop3Parser.parse("AUTH plain AGE="));
    }

    @Test
    void aPasswordKeepsItsBlanks() {
        assertEquals(new Pop3Command.Pass(" two  words "), Pop3Parser.parse("PASS  two  words "));
    }

    @ParameterizedTest
    @CsvSource({
        "'', Unknown command",
        "XTND XMIT, Unknown command",
        "STAT 1, STAT takes no argument",
        "RETR, The command needs the number of a message",
        "RETR 0, A message has a number from 1 on",
        "RETR -1, A message has a number from 1 on",
        "RETR 99999999999999999999, A message has a number from 1 on",
        "DELE one, A message has a number from 1 on",
        "TOP 1, The command needs the number of a message and a count of lines",
        "TOP 1 -1, Lines are counted from 0 on",
        "USER, The command needs a name",
        "PASS, The command needs a password",
        "AUTH PLAIN a b, AUTH takes a mechanism and one response",
    })
    void whatIsNoCommandIsNamed(String line, String reason) {
        assertEquals(new Pop3Command.Malformed(reason), Pop3Parser.parse(line));
    }
}
