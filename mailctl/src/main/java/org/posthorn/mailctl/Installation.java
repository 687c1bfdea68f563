package org.posthorn.mailctl;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.mailctl.console.Failure;
import org.posthorn.runtime.http.HttpSettings;
import org.posthorn.runtime.http.ServiceAddresses;
import org.posthorn.runtime.http.ServiceClient;
import org.posthorn.runtime.http.ServiceToken;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.KafkaSettings;
import org.posthorn.runtime.settings.Settings;

/// The installation that commands are for: its settings, and clients of its parts, opened when they are needed.
public final class Installation implements AutoCloseable {
    private static final Duration KAFKA_PATIENCE = Duration.ofSeconds(20);
    private static final String ENDPOINTS = "run/endpoints.properties";

    private final Settings settings;
    private final Optional<Path> endpoints;
    private @Nullable HttpClient http;
    private boolean changed;

    private Installation(Settings settings, Optional<Path> endpoints) {
        this.settings = settings;
        this.endpoints = endpoints;
    }

    /// What the command line says about where to look.
    ///
    /// @param data the data directory of an installation on this machine
    /// @param config a file of settings, for a cluster
    /// @param overrides settings as `--key=value`
    public record Where(Optional<Path> data, Optional<Path> config, List<String> overrides) {}

    /// Finds the installation: a configuration file that was named, else the running one on this machine, else what
    /// the environment and the defaults say.
    ///
    /// @param environment as of `System.getenv()`
    static Installation find(Where where, Map<String, String> environment) {
        if (where.config().isPresent()) {
            return new Installation(Settings.load(where.config(), environment, where.overrides()), Optional.empty());
        }
        var file = endpoints(where, environment);
        if (file.isEmpty() && where.data().isPresent()) {
            throw new Failure("No Posthorn runs in " + where.data().get() + " (there is no " + ENDPOINTS + ").");
        }
        var overrides = new ArrayList<String>();
        // the file names it relative to where Posthorn was started
        file.flatMap(found -> token(found)).ifPresent(token -> overrides.add("--http.token-file=" + token));
        overrides.addAll(where.overrides());
        return new Installation(Settings.load(file, environment, overrides), file);
    }

    private static Optional<Path> endpoints(Where where, Map<String, String> environment) {
        var candidates = new ArrayList<Path>();
        if (where.data().isPresent()) {
            candidates.add(where.data().get());
        } else {
            Optional.ofNullable(environment.get("POSTHORN_DATA")).map(Path::of).ifPresent(candidates::add);
            candidates.add(Path.of("data"));
            Optional.ofNullable(environment.get("POSTHORN_HOME"))
                    .map(home -> Path.of(home, "data"))
                    .ifPresent(candidates::add);
        }
        return candidates.stream()
                .map(data -> data.resolve(ENDPOINTS))
                .filter(Files::isReadable)
                .findFirst();
    }

    private static Optional<Path> token(Path endpoints) {
        var token = endpoints.resolveSibling("../secrets/service-token").normalize();
        return Optional.of(token).filter(Files::isReadable);
    }

    public Settings settings() {
        return settings;
    }

    /// The file by which a running installation was found.
    public Optional<Path> endpoints() {
        return endpoints;
    }

    public HttpClient http() {
        var open = http;
        if (open == null) {
            open = ServiceClient.httpClient();
            http = open;
        }
        return open;
    }

    /// What the running installation says of a setting that only one of its services reads, such as a port.
    public Optional<String> listening(String key) {
        return endpoints.flatMap(file -> {
            try {
                return Files.readAllLines(file).stream()
                        .filter(line -> line.startsWith(key + "="))
                        .map(line -> line.substring(key.length() + 1))
                        .findFirst();
            } catch (IOException e) {
                return Optional.empty();
            }
        });
    }

    public ServiceAddresses addresses() {
        return settings.get(ServiceAddresses.class);
    }

    /// Where each service answers, by its name, in the order of the flow.
    public Map<String, String> services() {
        var addresses = addresses();
        Map<String, String> urls = new LinkedHashMap<>();
        urls.put("smtp-ingress", addresses.ingressUrl());
        urls.put("policy-service", addresses.policyUrl());
        urls.put("mailbox-service", addresses.mailboxUrl());
        urls.put("delivery-worker", addresses.deliveryUrl());
        urls.put("web-gateway", addresses.gatewayUrl());
        return urls;
    }

    public ServiceClient mailbox() {
        return addresses().mailbox(http(), token(), common()).telling(this::changed);
    }

    public ServiceClient policy() {
        return addresses().policy(http(), token(), common()).telling(this::changed);
    }

    public ServiceClient delivery() {
        return addresses().delivery(http(), token(), common()).telling(this::changed);
    }

    public ServiceClient gateway() {
        return addresses().gateway(http(), token(), common());
    }

    /// Something was changed: the audit is to hear of it.
    public void changed() {
        changed = true;
    }

    boolean hasChanged() {
        return changed;
    }

    private HttpSettings common() {
        return settings.get(HttpSettings.class);
    }

    private ServiceToken token() {
        var common = common();
        if (common.token().isEmpty() && !Files.exists(common.tokenFile())) {
            throw new Failure("No running Posthorn was found: there is neither " + ENDPOINTS + " in the data directory"
                    + " nor the service token " + common.tokenFile() + ". Name it with --data, --config or --set.");
        }
        return ServiceToken.of(common);
    }

    public KafkaConnection kafka() {
        return settings.get(KafkaSettings.class).connection().within(KAFKA_PATIENCE);
    }

    @Override
    public void close() {
        var open = http;
        if (open != null) {
            open.shutdownNow();
        }
    }
}
