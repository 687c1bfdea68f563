package org.posthorn.mailbox.imap.order;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/// A message with those that follow it, or several that follow one which is not here (RFC 5256 §4). Threads may be as
/// deep as there are messages, so nothing here recurs.
public final class MessageThread {
    private static final MessageThread CLOSE = new MessageThread(Optional.empty());
    private static final MessageThread OPEN = new MessageThread(Optional.empty());

    private final Optional<Threadable> message;
    private final List<MessageThread> children = new ArrayList<>();

    MessageThread(Optional<Threadable> message) {
        this.message = message;
    }

    Optional<Threadable> message() {
        return message;
    }

    List<MessageThread> children() {
        return children;
    }

    void add(MessageThread child) {
        children.add(child);
    }

    boolean isDummy() {
        return message.isEmpty();
    }

    /// The message that dates and names the thread: its own, or that of its first child.
    Threadable leader() {
        return message.orElseGet(() -> children.getFirst().message.orElseThrow());
    }

    /// Sorts threads, and in each the children of every message, by date.
    static void sort(List<MessageThread> threads) {
        var order = Comparator.comparing(MessageThread::leader, Threadable.BY_DATE);
        var open = new ArrayDeque<MessageThread>(threads);
        while (!open.isEmpty()) {
            var thread = open.pop();
            if (thread.children.size() > 1) {
                // children of a dummy are messages, so that their order needs nothing below them
                thread.children.sort(order);
            }
            open.addAll(thread.children);
        }
        threads.sort(order);
    }

    /// Writes threads as IMAP does: `(2)(3 6 (4 23)(44 7 96))`.
    ///
    /// @param number of a message by its UID
    public static String text(List<MessageThread> threads, LongUnaryOperator number) {
        var text = new StringBuilder();
        var open = new ArrayDeque<MessageThread>();
        pushAll(open, threads);
        while (!open.isEmpty()) {
            var next = open.pop();
            if (next == OPEN) {
                text.append('(');
            } else if (next == CLOSE) {
                text.append(')');
            } else {
                next.message.ifPresent(own -> text.append(number.applyAsLong(own.uid())));
                if (next.children.size() == 1) {
                    text.append(' ');
                    open.push(next.children.getFirst());
                } else if (!next.children.isEmpty()) {
                    text.append(next.isDummy() ? "" : " ");
                    pushAll(open, next.children);
                }
            }
        }
        return text.toString();
    }

    private static void pushAll(ArrayDeque<MessageThread> open, List<MessageThread> threads) {
        var reversed = new ArrayList<>(threads);
        Collections.reverse(reversed);
        for (var thread : reversed) {
            open.push(CLOSE);
            open.push(thread);
            open.push(OPEN);
        }
    }
}
