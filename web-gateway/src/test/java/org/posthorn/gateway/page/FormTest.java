package org.posthorn.gateway.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.runtime.http.Refusal;

class FormTest {
    private static final String MULTIPART = "multipart/form-data; boundary=----x";

    @Test
    void encodedFieldsAreRead() {
        var form = Form.read("application/x-www-form-urlencoded", "id=1&id=2&to=a%40b+c&empty=".getBytes(UTF_8));
        assertEquals(List.of(1L, 2L), form.numbers("id"));
        assertEquals("a@b c", form.text("to"));
        assertEquals("", form.text("empty"));
        assertEquals("", form.text("absent"));
    }

    @Test
    void filesAndFieldsOfAMultipartFormAreTold() {
        var form = multipart("""
            ------x
            Content-Disposition: form-data; name="subject"

            Grüße
            ------x
            Content-Disposition: form-data; name="file"; filename="a %22b%22.txt"
            Content-Type: text/plain

            one
            two
            ------x
            Content-Disposition: form-data; name="file"; filename=""
            Content-Type: application/octet-stream


            ------x--
            """);
        assertEquals("Grüße", form.text("subject"));
        assertEquals(1, form.uploads().size());
        var upload = form.uploads().getFirst();
        assertEquals("a \"b\".txt", upload.fileName());
        assertEquals("text/plain", upload.contentType());
        assertArrayEquals("one\r\ntwo".getBytes(UTF_8), upload.content());
    }

    @ParameterizedTest
    @ValueSource(strings = {"------x\nContent-Disposition: form-data; name=\"a\"\n\ncut", "nothing", "------x\n"})
    void aFormThatIsCutShortIsRefused(String body) {
        assertThrows(Refusal.class, () -> multipart(body));
    }

    @Test
    void whatIsNoNumberIsRefused() {
        var form = Form.read("application/x-www-form-urlencoded", "id=x".getBytes(UTF_8));
        assertThrows(Refusal.class, () -> form.numbers("id"));
    }

    private static Form multipart(String body) {
        return Form.read(MULTIPART, body.replace("\n", "\r\n").getBytes(UTF_8));
    }
}
