package org.posthorn.mailbox.imap.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.mail.Parsed;

class CommandParserTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "``, *, `A command begins with a tag, such as a1`",
                "` `, *, `A command begins with a tag, such as a1`",
                "` a NOOP`, *, `A command begins with a tag, such as a1`",
                "* NOOP, *, `A command begins with a tag, such as a1`",
                "+ NOOP, *, `A command begins with a tag, such as a1`",
                "a, a, A command follows the tag",
                "`a `, a, A command follows the tag",
                "`a\tNOOP`, a, Expected a space behind the tag",
                "a  NOOP, a, A space too many",
                "a (NOOP), a, Expected the name of a command",
                "a XFOO, a, Unknown command",
                "a XFOO bar, a, Unknown command",
                "a NOOPS, a, Unknown command",
                "GET / HTTP/1.1, GET, Unknown command",
                "a UID, a, UID needs an argument",
                "`a UID `, a, A command follows UID",
                "a UID XFOO, a, Unknown command",
                "a uid xfoo 1, a, Unknown command",
                "a UID NOOP, a, Unknown command",
                "a uid fetch, a, UID FETCH needs an argument",
                "a select, a, SELECT needs an argument",
                "`a SELECT `, a, An argument is missing",
                "a SELECT  INBOX, a, A space too many",
                "a SELECT(INBOX), a, Expected a space behind SELECT",
                "a LOGIN me, a, An argument is missing",
                "a LOGIN me  pw, a, A space too many",
                "a LOGIN (me), a, Expected a string",
                "a LOGIN {2}me pw, a, The octets of a literal follow in the next line",
                "a NOOP now, a, Too many arguments",
                "a FETCH, a, FETCH needs an argument",
                "a FETCH 1, a, An argument is missing",
                "a FETCH x FLAGS, a, Expected a number",
                "a STORE 1 +FLAGS, a, An argument is missing",
                "a SEARCH (ALL, a, Expected ')'",
            })
    void malformedCommandsAreAnsweredWithWhatIsWrong(String line, String tag, String reason) {
        var raw = raw(line);
        assertEquals(tag, CommandParser.tag(raw));
        assertEquals(Parsed.malformed(reason), CommandParser.parse(raw));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a noop",
                "a Capability ",
                "a login me pw",
                "a sELECT inbox",
                "a uid fetch 1:* (uid flags body.peek[header.fields (from)])",
                "a store 1 +flags.silent \\seen",
                "a search return (all) unseen not from x",
                "a list \"\" * return (special-use)"
            })
    void namesAreInEitherCase(String line) {
        assertInstanceOf(Parsed.Ok.class, CommandParser.parse(raw(line)));
    }

    private static RawCommand raw(String line) {
        return new RawCommand(line.getBytes(StandardCharsets.UTF_8), List.of());
    }
}
