package org.posthorn.gateway.compose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.runtime.http.Refusal;

/// What is written formatted, as text and back.
class HtmlTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "<div>one</div><div>two</div>                           | one¶two",
                "<div>one</div><div><br></div><div>two</div>            | one¶¶two",
                "<div>one<br></div><div>two</div>                       | one¶two",
                "<p>one</p><p>two</p>                                   | one¶¶two",
                "a  <b>bold</b>&nbsp;<i>word</i>                        | a bold word",
                "<ul><li>one</li><li>two</li></ul>                      | * one¶* two",
                "<ol><li>one<ul><li>deep</li></ul></li><li>two</li></ol> | 1. one¶   * deep¶2. two",
                "<div>So:</div><blockquote><div>yes</div><blockquote>no</blockquote></blockquote>ok | So:¶> yes¶>> no¶ok",
                "<a href='https://ex.org/x'>here</a>, or                | here <https://ex.org/x>, or",
                "<a href='https://ex.org'>https://ex.org</a>            | https://ex.org",
                "<pre>a  b¶  c</pre>                                    | a  b¶  c",
                "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table> | a  b¶c",
                "one<hr>two                                             | one¶----------¶two",
                "&lt;b&gt; &amp;                                        | <b> &"
            })
    void htmlReadsLikeTextThatSomebodyTyped(String html, String text) {
        assertEquals(text.replace('¶', '\n'), HtmlText.of(html.replace('¶', '\n')));
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "one\n\ntwo", "a < b & c > d", "Hello\n> quoted\n>> deeper\n> back\nend"})
    void textThatIsFormattedIsTheSameTextAgain(String text) {
        assertEquals(text, HtmlText.of(ComposedHtml.ofText(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "<img src=x onerror=alert(1)>",
                "<svg onload=alert(1)><use href='#x'/></svg>",
                "<a href='javascript:alert(1)'>x</a>",
                "<a href=' java\nscript:alert(1)'>x</a>",
                "<div style='background:url(http://evil.test/)' class='x' id='y'>x</div>",
                "<form action='http://evil.test/'><input name=a></form>",
                "<iframe src='http://evil.test/'></iframe>",
                "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
                "<base href='http://evil.test/'><meta http-equiv=refresh content='0;url=http://evil.test/'>"
            })
    void nothingThatActsOrLoadsIsLeft(String html) {
        var clean = ComposedHtml.clean(html);
        for (var bad :
                new String[] {"script:", "<script", "onerror", "onload", "evil.test", "style", "<input", "<svg"}) {
            assertFalse(clean.contains(bad), clean);
        }
    }

    @Test
    void tooMuchIsRefused() {
        assertThrows(Refusal.class, () -> ComposedHtml.clean("x".repeat((1 << 20) + 1)));
    }
}
