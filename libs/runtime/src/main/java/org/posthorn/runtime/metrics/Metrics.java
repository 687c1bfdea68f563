package org.posthorn.runtime.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/// The measurements of one service, answered by `/prometheus`. Names are `posthorn_<service>_…`; a counter, timer or
/// summary is asked for once, kept in a field, and costs an atomic addition afterwards.
public final class Metrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    /// The registry holds what it counts weakly.
    private final List<Supplier<Number>> kept = new CopyOnWriteArrayList<>();

    /// Measurements without those of the JVM, for tests.
    public static Metrics forTests() {
        return new Metrics();
    }

    /// Measurements of a service, with those of its JVM.
    public static Metrics of(String service) {
        var metrics = new Metrics();
        metrics.registry.config().commonTags("service", service);
        metrics.collections.bindTo(metrics.registry);
        new JvmMemoryMetrics().bindTo(metrics.registry);
        new JvmThreadMetrics().bindTo(metrics.registry);
        new ProcessorMetrics().bindTo(metrics.registry);
        new FileDescriptorMetrics().bindTo(metrics.registry);
        return metrics;
    }

    /// @param tags names and values in turn; values come from a small fixed set
    public Counter counter(String name, String help, String... tags) {
        return Counter.builder(name).description(help).tags(tags).register(registry);
    }

    public Timer timer(String name, String help, String... tags) {
        return Timer.builder(name).description(help).tags(tags).register(registry);
    }

    public DistributionSummary summary(String name, String help, String... tags) {
        return DistributionSummary.builder(name).description(help).tags(tags).register(registry);
    }

    public void gauge(String name, String help, Supplier<Number> value, String... tags) {
        Gauge.builder(name, value)
                .description(help)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    /// Gauges whose label values change, such as the largest sites; the caller bounds how many there are.
    public MultiGauge gauges(String name, String help) {
        return MultiGauge.builder(name).description(help).register(registry);
    }

    /// A counter that somebody else keeps; its value only grows.
    public void counted(String name, String help, Supplier<Number> value, String... tags) {
        kept.add(value);
        FunctionCounter.builder(name, value, supplier -> supplier.get().doubleValue())
                .description(help)
                .tags(tags)
                .register(registry);
    }

    /// For what the methods above do not cover.
    public MeterRegistry registry() {
        return registry;
    }

    /// Everything in Prometheus' text format.
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
