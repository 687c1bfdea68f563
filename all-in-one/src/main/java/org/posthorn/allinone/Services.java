package org.posthorn.allinone;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.posthorn.runtime.http.ServiceAddresses;
import org.posthorn.runtime.service.Service;
import org.posthorn.runtime.settings.HostPort;
import org.posthorn.runtime.settings.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The five services, in the order of the flow: what takes mail in comes first, so that a stop that goes through them
/// from the front leaves nothing on its way.
final class Services implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Services.class);

    private final Map<String, Service> running;

    private Services(Map<String, Service> running) {
        this.running = running;
    }

    /// Starts all at once: some wait for what others publish.
    static Services start(Settings settings, HostPort web) {
        var addresses = settings.get(ServiceAddresses.class);
        var wanted = new LinkedHashMap<String, HostPort>();
        wanted.put("ingress", addresses.ingressListen());
        wanted.put("gateway", web);
        wanted.put("policy", addresses.policyListen());
        wanted.put("delivery", addresses.deliveryListen());
        wanted.put("mailbox", addresses.mailboxListen());
        var starts = new LinkedHashMap<String, Future<Service>>();
        try (var threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("start-", 0).factory())) {
            wanted.forEach((name, address) -> starts.put(name, threads.submit(starting(name, settings, address))));
        }
        return collect(starts);
    }

    Service get(String name) {
        var service = running.get(name);
        if (service == null) {
            throw new IllegalArgumentException("no such service: " + name);
        }
        return service;
    }

    /// Lets each finish what it has, from the front of the flow to its end.
    void drain() {
        running.values().forEach(Service::drain);
    }

    @Override
    public void close() {
        running.forEach((name, service) -> {
            try {
                service.close();
            } catch (RuntimeException e) {
                LOG.warn("close-failed service={}", name, e);
            }
        });
    }

    private static Callable<Service> starting(String name, Settings settings, HostPort address) {
        return () -> Service.start(name, settings, address);
    }

    private static Services collect(Map<String, Future<Service>> starts) {
        var started = new LinkedHashMap<String, Service>();
        List<RuntimeException> failures = new ArrayList<>();
        starts.forEach((name, start) -> {
            try {
                started.put(name, start.get());
            } catch (ExecutionException e) {
                failures.add(StartFailures.ofService(name, e.getCause() == null ? e : e.getCause()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failures.add(new IllegalStateException(e));
            }
        });
        var services = new Services(started);
        if (!failures.isEmpty()) {
            services.close();
            var first = failures.getFirst();
            failures.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
        return services;
    }
}
