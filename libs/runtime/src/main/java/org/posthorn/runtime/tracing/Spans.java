package org.posthorn.runtime.tracing;

import org.posthorn.events.MessageId;
import org.posthorn.runtime.metrics.Metrics;

/// Takes spans. Callers ask [#wants] first, so that nothing is made when nobody wants it.
public interface Spans extends AutoCloseable {
    /// Wants none.
    Spans OFF = new Spans() {
        @Override
        public boolean wants(MessageId message) {
            return false;
        }

        @Override
        public void ended(Span span) {
            // nobody asked for it
        }

        @Override
        public void close() {
            // nothing is open
        }
    };

    /// What the settings ask for.
    ///
    /// @param service the name of this service
    static Spans of(TracingSettings settings, String service, Metrics metrics) {
        return settings.collector()
                .<Spans>map(collector -> new OtlpSpans(
                        new SpanClient(collector, settings.headers()),
                        new OtlpJson("posthorn-" + service),
                        settings.sample(),
                        metrics))
                .orElse(OFF);
    }

    /// Whether the steps of this message are traced.
    boolean wants(MessageId message);

    /// A step is over. Never waits.
    void ended(Span span);

    @Override
    void close();
}
