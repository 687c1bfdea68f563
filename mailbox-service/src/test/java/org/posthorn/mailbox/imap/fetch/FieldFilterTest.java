package org.posthorn.mailbox.imap.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.posthorn.mail.message.HeaderSection;
import org.posthorn.mailbox.imap.grammar.Section;

/// Piece by piece it keeps what [Sections#fields] keeps of the whole.
class FieldFilterTest {
    private static final List<String> LINES = List.of(
            "Subject: one\r\n",
            "SUBJECT : two\r\n",
            "subject:\r\n",
            "Subject: folded\r\n \r\n\tmore: x\r\n",
            "From: me\r\n",
            "Fro: no\r\n",
            "From-Me: no\r\n",
            "To: a\r b:c\r\n",
            "Bare: lf\n",
            " \n",
            "X: " + "y".repeat(300) + "\r\n",
            "n".repeat(1_500) + ": long\r\n");
    private static final List<String> ENDS = List.of("\r\n", "\n", "", "Subject: unfinished", "From: x\r");

    @Test
    void howeverTheSectionIsCut() {
        var random = new Random(4711);
        for (int i = 0; i < 3_000; i++) {
            var text = new StringBuilder();
            for (int lines = random.nextInt(7); lines > 0; lines--) {
                text.append(LINES.get(random.nextInt(LINES.size())));
            }
            text.append(ENDS.get(random.nextInt(ENDS.size())));
            var header = HeaderSection.of(text.toString().getBytes(StandardCharsets.ISO_8859_1))
                    .octets();
            var word = random.nextBoolean() ? Section.Text.HEADER_FIELDS : Section.Text.HEADER_FIELDS_NOT;
            var section = new Section("", word, List.of("subject", "FROM"));
            assertEquals(
                    shown(Sections.fields(header, section)),
                    shown(filtered(header, section, random)),
                    section + " of " + shown(header));
        }
    }

    private static byte[] filtered(byte[] header, Section section, Random random) {
        var filter = new FieldFilter(section);
        var all = new ByteArrayOutputStream();
        int at = 0;
        do {
            int to = Math.min(header.length, at + 1 + random.nextInt(20));
            all.writeBytes(filter.pass(Arrays.copyOfRange(header, at, to), to == header.length));
            at = to;
        } while (at < header.length);
        return all.toByteArray();
    }

    private static String shown(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1)
                .replace("\r", "\\r")
                .replace("\n", "\\n");
    }
}
