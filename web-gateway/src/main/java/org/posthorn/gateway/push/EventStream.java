package org.posthorn.gateway.push;

import io.micronaut.http.sse.Event;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.AccountId;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/// The server-sent events of one open page: changes of its account, and a heartbeat that keeps proxies from closing the
/// connection. What the browser does not take in time is dropped and the page told to ask again.
final class EventStream implements Publisher<Event<?>> {
    private static final int HEARTBEAT_SECONDS = 20;

    private final ChangeFanout fanout;
    private final AccountId account;
    private final Optional<String> lastId;
    private final ScheduledExecutorService timer;

    EventStream(ChangeFanout fanout, AccountId account, Optional<String> lastId, ScheduledExecutorService timer) {
        this.fanout = fanout;
        this.account = account;
        this.lastId = lastId;
        this.timer = timer;
    }

    @Override
    public void subscribe(Subscriber<? super Event<?>> subscriber) {
        var page = new Page(subscriber);
        subscriber.onSubscribe(page);
        page.begin();
    }

    /// One subscription. The queue is guarded by the object; only one thread at a time gives to the subscriber.
    private final class Page implements Subscription, ChangeFanout.Listener {
        private static final int MOST_WAITING = 64;

        private final Subscriber<? super Event<?>> subscriber;
        private final Deque<Event<?>> waiting = new ArrayDeque<>();
        private long wanted;
        private boolean giving;
        private boolean over;
        private @Nullable ScheduledFuture<?> heartbeat;

        Page(Subscriber<? super Event<?>> subscriber) {
            this.subscriber = subscriber;
        }

        void begin() {
            var missed = fanout.join(account, this, lastId);
            offer(Event.of("").name("hello").retry(java.time.Duration.ofSeconds(2)));
            if (!missed.all()) {
                offer(Event.of("").name("resync"));
            }
            missed.changes().forEach(this::hear);
            var beat = timer.scheduleAtFixedRate(
                    () -> offer(Event.of("").name("beat")), HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
            synchronized (this) {
                heartbeat = beat;
                if (over) {
                    beat.cancel(false);
                }
            }
        }

        @Override
        public void hear(ChangeFanout.Numbered change) {
            offer(Event.of(change.change()).name("changed").id(change.id()));
        }

        private void offer(Event<?> event) {
            synchronized (this) {
                if (over) {
                    return;
                }
                if (waiting.size() >= MOST_WAITING) {
                    waiting.clear();
                    waiting.add(Event.of("").name("resync"));
                } else {
                    waiting.add(event);
                }
            }
            give();
        }

        private void give() {
            while (true) {
                Event<?> next;
                synchronized (this) {
                    if (giving || over || wanted == 0 || waiting.isEmpty()) {
                        return;
                    }
                    giving = true;
                    wanted--;
                    next = waiting.removeFirst();
                }
                try {
                    subscriber.onNext(next);
                } finally {
                    synchronized (this) {
                        giving = false;
                    }
                }
            }
        }

        @Override
        public void request(long count) {
            synchronized (this) {
                wanted = wanted + count < 0 ? Long.MAX_VALUE : wanted + count;
            }
            give();
        }

        @Override
        public void cancel() {
            synchronized (this) {
                over = true;
                waiting.clear();
                if (heartbeat != null) {
                    heartbeat.cancel(false);
                }
            }
            fanout.leave(account, this);
        }
    }
}
