package org.posthorn.runtime.tracing;

import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.posthorn.events.MessageId;
import org.posthorn.events.TraceContext;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.tracing.SpanClient.Answer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends spans in batches, from one thread. They are a help and no record: what a slow or absent collector does not
/// take is dropped and counted, and mail never waits for it.
final class OtlpSpans implements Spans {
    private static final Logger LOG = LoggerFactory.getLogger(OtlpSpans.class);
    private static final int MOST_KEPT = 8192;
    private static final int MOST_AT_ONCE = 512;
    private static final int TRIES = 3;
    private static final Duration GATHERING = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);

    private final BlockingQueue<Span> ended = new ArrayBlockingQueue<>(MOST_KEPT);
    private final SpanClient client;
    private final OtlpJson json;
    private final long threshold;
    private final Counter sent;
    private final Counter dropped;
    private final Thread sender;
    private volatile boolean closing;
    private boolean away;

    OtlpSpans(SpanClient client, OtlpJson json, double sample, Metrics metrics) {
        this.client = client;
        this.json = json;
        this.threshold = sample >= 1 ? Long.MAX_VALUE : (long) (sample * Long.MAX_VALUE);
        this.sent = metrics.counter("posthorn_tracing_spans", "Spans that ended.", "result", "sent");
        this.dropped = metrics.counter("posthorn_tracing_spans", "Spans that ended.", "result", "dropped");
        this.sender = Thread.ofVirtual().name("spans").start(this::send);
    }

    /// The random part of the id decides, so that every service traces the same messages.
    @Override
    public boolean wants(MessageId message) {
        return threshold == Long.MAX_VALUE
                || (Long.parseUnsignedLong(TraceContext.traceId(message), 16, 32, 16) & Long.MAX_VALUE) < threshold;
    }

    @Override
    public void ended(Span span) {
        if (!ended.offer(span)) {
            dropped.increment();
        }
    }

    private void send() {
        try {
            while (!closing || !ended.isEmpty()) {
                var first = ended.poll(GATHERING.toMillis(), TimeUnit.MILLISECONDS);
                if (first != null) {
                    send(gathered(first));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Span> gathered(Span first) throws InterruptedException {
        List<Span> batch = new ArrayList<>();
        batch.add(first);
        if (!closing && ended.size() < MOST_AT_ONCE) {
            Thread.sleep(GATHERING);
        }
        ended.drainTo(batch, MOST_AT_ONCE - 1);
        return batch;
    }

    private void send(List<Span> batch) throws InterruptedException {
        var request = json.request(batch);
        for (int left = TRIES - 1; ; left--) {
            switch (client.send(request)) {
                case Answer.Taken _ -> {
                    sent.increment(batch.size());
                    told("");
                    return;
                }
                case Answer.NotTaken(var reason, var again) -> {
                    told(reason);
                    if (!again || left == 0 || closing) {
                        dropped.increment(batch.size());
                        return;
                    }
                    Thread.sleep(PAUSE);
                }
            }
        }
    }

    /// Says once that the collector is away, and once that it is back.
    private void told(String trouble) {
        if (trouble.isEmpty() && away) {
            LOG.info("spans-sent-again");
        } else if (!trouble.isEmpty() && !away) {
            LOG.warn("spans-not-sent reason={}", trouble);
        }
        away = !trouble.isEmpty();
    }

    @Override
    public void close() {
        closing = true;
        try {
            sender.join(LAST_WORDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sender.interrupt();
        client.close();
    }
}
