package org.posthorn.policy.credit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// Lets those who ask at the same moment share one transaction: the first does the work of all who wait meanwhile, so
/// that a batch of messages costs one flush of the disk and not one each. Safe for use by many threads.
///
/// @param <Q> a question
/// @param <A> its answer
final class SharedTransaction<Q, A> {
    private static final int MOST = 500;

    private final Function<List<Q>, List<A>> work;
    private final Queue<Seat<Q, A>> queue = new ConcurrentLinkedQueue<>();
    private final ReentrantLock turn = new ReentrantLock();

    /// Somebody who waits.
    private record Seat<Q, A>(Q question, CompletableFuture<A> answer) {}

    /// @param work answers questions in their order, in one transaction
    SharedTransaction(Function<List<Q>, List<A>> work) {
        this.work = work;
    }

    /// Returns when the answer is durable; throws what the work threw.
    A ask(Q question) {
        var seat = new Seat<Q, A>(question, new CompletableFuture<>());
        queue.add(seat);
        turn.lock();
        try {
            while (!seat.answer().isDone()) {
                serve(next());
            }
        } finally {
            turn.unlock();
        }
        try {
            return seat.answer().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private List<Seat<Q, A>> next() {
        var seats = new ArrayList<Seat<Q, A>>();
        while (seats.size() < MOST) {
            var seat = Optional.ofNullable(queue.poll());
            if (seat.isEmpty()) {
                break;
            }
            seats.add(seat.get());
        }
        return seats;
    }

    private void serve(List<Seat<Q, A>> seats) {
        try {
            var answers = work.apply(seats.stream().map(Seat::question).toList());
            for (int i = 0; i < seats.size(); i++) {
                seats.get(i).answer().complete(answers.get(i));
            }
        } catch (RuntimeException | Error e) {
            // each of them gets it: the loop's head decides
            seats.forEach(seat -> seat.answer().completeExceptionally(e));
        }
    }
}
