package org.posthorn.gateway.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneLineTest {
    @ParameterizedTest
    @ValueSource(
            chars = {
                '\u061C', '\u200E', '\u200F', '\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2066', '\u2067',
                '\u2068', '\u2069'
            })
    void nothingTurnsTheDirectionOfAName(char control) {
        assertEquals("invoicefdp.exe", OneLine.of("invoice" + control + "fdp.exe"));
        assertEquals("invoicefdp.exe", FileName.of("invoice" + control + "fdp.exe", "x"));
    }

    @Test
    void otherScriptsAndJoinersStayAsTheyAre() {
        assertEquals("שלום می\u200Cخواهم 👩\u200D💻", OneLine.of("שלום می\u200Cخواهم 👩\u200D💻"));
    }

    @Test
    void aLineHasNoEndWithin() {
        assertEquals("a b c", OneLine.of("a\r\nb\u2028c"));
        assertEquals("(no subject)", OneLine.of(" \u202E\t", "(no subject)"));
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
