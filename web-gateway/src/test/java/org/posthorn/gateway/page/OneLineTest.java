package org.posthorn.gateway.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneLineTest {
    @ParameterizedTest
    @ValueSource(chars = {'\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2066', '\u2067', '\u2068', '\u2069'})
    void nothingTurnsTheDirectionOfAName(char control) {
        assertEquals("invoicefdp.exe", OneLine.of("invoice" + control + "fdp.exe"));
        assertEquals("invoicefdp.exe", FileName.of("invoice" + control + "fdp.exe", "x"));
    }

    @Test
    void otherScriptsAndJoinersStayAsTheyAre() {
        assertEquals("C++\u200E תכנות", OneLine.of("C++\u200E תכנות"));
        assertEquals("שלום می\u200Cخواهم 👩\u200D💻", OneLine.of("שלום می\u200Cخواهم 👩\u200D💻"));
    }

    @Test
    void aLineHasNoEndWithin() {
        assertEquals("a b c", OneLine.of("a\r\nb\u2028c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \u202E\t", "\u200B", "\uFEFF", "\u2060\u200D", "\u00A0", "\u3164", "\u200E"})
    void whatIsNotSeenIsNoText(String unseen) {
        assertEquals("(no subject)", OneLine.of(unseen, "(no subject)"));
        assertEquals("attachment-2", FileName.of(unseen, "attachment-2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/passwd", "C:\\Windows\\passwd", "/passwd", "\u202E../\u0000passwd"})
    void aFileHasNoPath(String claimed) {
        assertEquals("passwd", FileName.of(claimed, "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/..", "\u202E", "dir/"})
    void whatIsNoNameIsAnother(String claimed) {
        assertEquals("attachment-2", FileName.of(claimed, "attachment-2"));
    }
}
