package org.posthorn.mailbox.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 5256 §2.1.
class SubjectKeyTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Hello                       | hello         | false
                    '  Hello   \t world '       | hello world   | false
                    Re: Hello                   | hello         | true
                    RE : Re: Fwd:Hello          | hello         | true
                    Re[2]: Hello                | hello         | true
                    Re [2] : Hello              | hello         | true
                    AW: WG: Hello               | hello         | true
                    Hello (fwd) (FWD)           | hello         | true
                    [list] Hello                | hello         | false
                    [list] Re: [list] Hello     | hello         | true
                    Re: [list] Re: Hello        | hello         | true
                    [Fwd: Re: Hello]            | hello         | true
                    [Fwd: [list] Hello] (fwd)   | hello         | true
                    [only]                      | [only]        | false
                    Re: [only]                  | [only]        | true
                    Regarding: this             | regarding: this | false
                    [broken Re: Hello           | [broken re: hello | false
                    Re:                         | ''            | true
                    ''                          | ''            | false
                    """)
    void whatRepliesForwardsAndListsAddIsTakenOff(String subject, String text, boolean reply) {
        assertEquals(new SubjectKey(text, reply), SubjectKey.of(subject));
    }
}
