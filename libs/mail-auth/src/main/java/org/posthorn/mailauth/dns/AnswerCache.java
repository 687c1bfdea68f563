package org.posthorn.mailauth.dns;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Answers of one record type by name, least recently used out first. Callers who ask the same question at the same
/// time share one query; each waits no longer than it allowed itself, while the query goes on and fills the cache.
/// The lock guards both maps and is never held during a query.
final class AnswerCache<T> {
    private final InstantSource clock;
    private final int limit;
    private final Function<DnsAnswer<T>, Duration> keepFor;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Kept<T>> kept = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<String, CompletableFuture<DnsAnswer<T>>> asked = new LinkedHashMap<>();

    AnswerCache(InstantSource clock, int limit, Function<DnsAnswer<T>, Duration> keepFor) {
        this.clock = clock;
        this.limit = limit;
        this.keepFor = keepFor;
    }

    DnsAnswer<T> get(String name, Duration within, Function<String, DnsAnswer<T>> query) {
        CompletableFuture<DnsAnswer<T>> pending;
        lock.lock();
        try {
            var known = fresh(name);
            if (known != null) {
                return known;
            }
            pending = asked.computeIfAbsent(name, question -> start(question, query));
        } finally {
            lock.unlock();
        }
        return await(name, pending, within);
    }

    int size() {
        lock.lock();
        try {
            return kept.size();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable DnsAnswer<T> fresh(String name) {
        var entry = kept.get(name);
        if (entry == null) {
            return null;
        }
        if (entry.until() > clock.millis()) {
            return entry.answer();
        }
        kept.remove(name);
        return null;
    }

    private CompletableFuture<DnsAnswer<T>> start(String name, Function<String, DnsAnswer<T>> query) {
        var pending = new CompletableFuture<DnsAnswer<T>>();
        Thread.ofVirtual().name("dns-" + name).start(() -> {
            DnsAnswer<T> answer;
            try {
                answer = query.apply(name);
            } catch (RuntimeException e) {
                answer = new DnsAnswer.TemporaryFailure<>("looking up " + name + " failed: " + e);
            }
            keep(name, answer);
            pending.complete(answer);
        });
        return pending;
    }

    private void keep(String name, DnsAnswer<T> answer) {
        var until = clock.millis() + keepFor.apply(answer).toMillis();
        lock.lock();
        try {
            asked.remove(name);
            kept.put(name, new Kept<>(answer, until));
            if (kept.size() > limit) {
                var eldest = kept.keySet().iterator();
                eldest.next();
                eldest.remove();
            }
        } finally {
            lock.unlock();
        }
    }

    private static <T> DnsAnswer<T> await(String name, CompletableFuture<DnsAnswer<T>> pending, Duration within) {
        try {
            return pending.get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return new DnsAnswer.TemporaryFailure<>("no answer for " + name + " within " + within.toMillis() + " ms");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new DnsAnswer.TemporaryFailure<>("the lookup of " + name + " was interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a query never fails, it answers", e);
        }
    }

    private record Kept<T>(DnsAnswer<T> answer, long until) {}
}
