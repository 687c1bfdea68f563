package org.posthorn.mailbox.imap.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.mailbox.message.SubjectKey;

/// THREAD (RFC 5256 §3). A message is written `id<reference,reference/subject`; its number is its place, and its date
/// too.
class MessageThreadsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a/x b/y                              | (1)(2)              | no references, two threads
                    a/x b<a/Re:_x c<a,b/Re:_x            | (1 2 3)             | a chain
                    a/x b<a/Re:_x c<a/Re:_x              | (1 (2)(3))          | two answers
                    c<a,b/Re:_x a/x b<a/Re:_x            | (2 3 1)             | the answer came first
                    b<a/x c<a/x                          | ((1)(2))            | the first message is missing
                    c<a,b/x                              | (1)                 | all before it are missing
                    a/x c<a,b/x d<a,b/x                  | (1 (2)(3))          | one between is missing
                    a<b/x b<a/x                          | (2 1)               | a loop
                    a<a/x                                | (1)                 | a message that answers itself
                    a/x a/x b<a/x                        | ((1 3)(2))          | one id twice
                    a/x b/Re:_x                          | (1 2)               | the subject brings an answer to its thread
                    a/x b/x                              | ((1)(2))            | one subject, no answer
                    b/Re:_x a/x                          | (2 1)               | the answer stands before what it answers
                    b<a/x c<a/x d/Re:_x                  | ((1)(2)(3))         | an answer joins those whose first is missing
                    a/x b<a/Re:_x c<a,b/Re:_x d<a,b/Re:_x e<a/Re:_x | (1 (2 (3)(4))(5)) | branches below branches
                    a/x b/y c/Re:_x                      | (1 3)(2)            | threads stand in the order of their first
                    """)
    void referencesBringMessagesTogether(String messages, String threads, String why) {
        assertEquals(threads, text(ReferenceThreads.of(read(messages))), why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a/x b/y c/Re:_x d/Re:_x   | (1 (3)(4))(2)
                    a/x b/x                   | (1 2)
                    a/x                       | (1)
                    """)
    void subjectsBringMessagesTogether(String messages, String threads) {
        assertEquals(threads, text(SubjectThreads.of(read(messages))));
    }

    @Test
    void aChainOfAllMessagesIsNoHardship() {
        var chain = new ArrayList<Threadable>();
        for (int i = 0; i < 20_000; i++) {
            chain.add(message(i + 1, "m" + i, i == 0 ? List.of() : List.of("m" + (i - 1)), "x"));
        }
        var backwards = new ArrayList<>(chain);
        Collections.reverse(backwards);
        assertEquals(20_000, numbers(text(ReferenceThreads.of(chain))).size());
        assertEquals(20_000, numbers(text(ReferenceThreads.of(backwards))).size());
    }

    /// Whatever messages say of each other, each is told once.
    @Test
    void everyMessageIsInOneThread() {
        var random = new Random(5256);
        for (int round = 0; round < 300; round++) {
            var messages = new ArrayList<Threadable>();
            int count = 1 + random.nextInt(30);
            for (int i = 1; i <= count; i++) {
                var references = random.ints(random.nextInt(4), 0, 20)
                        .mapToObj(id -> "m" + id)
                        .toList();
                var subject = (random.nextBoolean() ? "Re: " : "") + "s" + random.nextInt(6);
                messages.add(message(i, "m" + random.nextInt(20), references, subject));
            }
            var told = numbers(text(ReferenceThreads.of(messages)));
            assertEquals(
                    messages.stream().map(m -> Long.toString(m.uid())).sorted().toList(),
                    told.stream().sorted().toList(),
                    messages::toString);
        }
    }

    private static String text(List<MessageThread> threads) {
        return MessageThread.text(threads, uid -> uid);
    }

    private static List<String> numbers(String threads) {
        assertTrue(threads.startsWith("("), threads);
        return Arrays.stream(threads.split("[ ()]+"))
                .filter(number -> !number.isEmpty())
                .collect(Collectors.toList());
    }

    private static List<Threadable> read(String text) {
        var messages = new ArrayList<Threadable>();
        for (var word : text.strip().split(" +")) {
            var parts = word.split("/");
            var ids = parts[0].split("<");
            var references = ids.length < 2 ? List.<String>of() : List.of(ids[1].split(","));
            messages.add(message(messages.size() + 1, ids[0], references, parts[1].replace('_', ' ')));
        }
        return messages;
    }

    private static Threadable message(int number, String id, List<String> references, String subject) {
        return new Threadable(
                number, Instant.ofEpochSecond(number), SubjectKey.of(subject), Optional.of(id), references);
    }
}
