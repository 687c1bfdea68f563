package org.posthorn.runtime.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebAnswerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 200 OK;Content-Length: 5;;hello rest      | 200 hello",
                "HTTP/1.0 200 OK;;hello                             | 200 hello",
                "HTTP/1.1 100 Continue;;HTTP/1.1 404;Content-Length: 0;; | 404",
                "HTTP/1.1 200 OK;Transfer-Encoding: chunked;;2;he;3 ;llo;0;; | 200 hello",
                "HTTP/1.1 200 OK;Content-Length: 11;;               | the answer has more than 10 octets",
                "HTTP/1.1 200 OK;;hello hello hello                 | the answer has more than 10 octets",
                "HTTP/1.1 200 OK;Transfer-Encoding: chunked;;6;hello!;6;hello!;0;; | the answer has more than 10 octets",
                "HTTP/1.1 200 OK;Transfer-Encoding: chunked;;fffffff;hello | the answer has more than 10 octets",
                "HTTP/1.1 200 OK;Transfer-Encoding: chunked;;2;hello;0;; | the answer's chunks are not as long as they say",
                "HTTP/1.1 200 OK;Transfer-Encoding: chunked;;x;     | the answer has a chunk without a size",
                "HTTP/1.1 200 OK;Transfer-Encoding: gzip;;          | the answer is encoded as gzip",
                "HTTP/1.1 200 OK;Content-Length: -1;;               | the answer has no length that can be read",
                "HTTP/1.1 200 OK;Content-Length: 5;;hell            | the answer ended early",
                "HTTP/1.1 200 OK;Content-Type                       | the answer ended early",
                "HTTP/1.1 200 OK;no field;;                         | the answer has a header field without a name",
                "220 mx.example ESMTP;                              | the answer is not HTTP/1.1",
                "''                                                 | the answer ended early",
            })
    void anAnswerIsReadAsItIsOrNotAtAll(String answer, String wanted) {
        assertEquals(wanted, read(answer.replace(";", "\r\n")));
    }

    @Test
    void aLineMayEndWithoutCr() {
        assertEquals("200 bare", read("HTTP/1.1 200 OK\n\nbare"));
    }

    @Test
    void aHeaderWithoutEndIsTooLarge() {
        assertEquals("the answer's header is too large", read("HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(1000)));
        assertEquals("the answer has a line that is too long", read("HTTP/1.1 200 " + "x".repeat(10_000) + "\r\n"));
    }

    private static String read(String answer) {
        try {
            var read = WebAnswer.whole(new ByteArrayInputStream(answer.getBytes(StandardCharsets.US_ASCII)), 10);
            return (read.status() + " " + new String(read.body(), StandardCharsets.US_ASCII)).strip();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
