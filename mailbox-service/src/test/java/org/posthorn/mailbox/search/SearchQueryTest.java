package org.posthorn.mailbox.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.mail.Parsed;
import org.posthorn.mailbox.search.SearchQuery.Condition;
import org.posthorn.mailbox.search.SearchQuery.State;
import org.posthorn.mailbox.search.SearchQuery.Term;

class SearchQueryTest {
    @Test
    void operatorsAndWordsStandTogether() {
        assertEquals(
                Parsed.ok(new SearchQuery(List.of(
                        new Term(new Condition.Words(Set.of(Zone.FROM), "bob"), false),
                        new Term(new Condition.Words(Zone.ALL, "annual report"), false),
                        new Term(new Condition.HasAttachment(), true),
                        new Term(new Condition.Since(Instant.parse("2026-01-31T00:00:00Z")), false),
                        new Term(new Condition.In("Junk"), false),
                        new Term(new Condition.Is(State.UNREAD), false)))),
                SearchQuery.parse("from:bob \"annual report\" -has:attachment after:2026/01/31  in:Junk is:unread"));
    }

    @Test
    void whatLooksLikeAnOperatorAndIsNoneIsWords() {
        assertEquals(
                Parsed.ok(new SearchQuery(List.of(
                        new Term(new Condition.Words(Zone.ALL, "12:30"), false),
                        new Term(new Condition.Words(Zone.ALL, "from:"), false),
                        new Term(new Condition.Words(Zone.ALL, "-"), false)))),
                SearchQuery.parse("12:30 from: -"));
    }

    @ParameterizedTest
    @CsvSource({
        "before:yesterday, '\"yesterday\" is no day; write 2026-01-31'",
        "is:blue, 'is: knows read, unread, starred and answered, not \"blue\"'",
        "'  ', A search has 1 to 20 terms",
    })
    void whatCannotBeReadIsNamed(String text, String reason) {
        assertEquals(Parsed.malformed(reason), SearchQuery.parse(text));
    }
}
