package org.posthorn.deploy;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What Kubernetes, and the operators whose resources the chart makes, would say to a manifest: unknown fields and
/// missing ones. A kind that nobody here knows is refused.
final class Kinds {
    private static final Gson GSON = new Gson();

    private static final Map<String, Check> BUILT_IN = Map.ofEntries(
            Map.entry("v1/ConfigMap", V1ConfigMap::validateJsonElement),
            Map.entry("v1/Service", V1Service::validateJsonElement),
            Map.entry("v1/ServiceAccount", V1ServiceAccount::validateJsonElement),
            Map.entry("v1/Pod", V1Pod::validateJsonElement),
            Map.entry("apps/v1/Deployment", V1Deployment::validateJsonElement),
            Map.entry("apps/v1/StatefulSet", V1StatefulSet::validateJsonElement),
            Map.entry("batch/v1/Job", V1Job::validateJsonElement),
            Map.entry("batch/v1/CronJob", V1CronJob::validateJsonElement),
            Map.entry("policy/v1/PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement),
            Map.entry("networking.k8s.io/v1/Ingress", V1Ingress::validateJsonElement),
            Map.entry("networking.k8s.io/v1/NetworkPolicy", V1NetworkPolicy::validateJsonElement),
            Map.entry("autoscaling/v2/HorizontalPodAutoscaler", V2HorizontalPodAutoscaler::validateJsonElement));

    private static final Map<String, NavigableSet<String>> CUSTOM = custom();

    private Kinds() {}

    @FunctionalInterface
    private interface Check {
        void validate(JsonElement manifest) throws IOException;
    }

    /// What is wrong with a manifest; empty when nothing is.
    static List<String> problems(Manifest manifest) {
        var kind = manifest.content().get("apiVersion") + "/" + manifest.kind();
        var builtIn = BUILT_IN.get(kind);
        if (builtIn != null) {
            try {
                builtIn.validate(GSON.toJsonTree(manifest.content()));
                return List.of();
            } catch (IOException | RuntimeException e) {
                return List.of(kind + " " + manifest.name() + ": " + e.getMessage());
            }
        }
        var known = CUSTOM.get(kind);
        if (known == null) {
            return List.of("There is no check for the kind " + kind + ".");
        }
        List<String> out = new ArrayList<>();
        walk(manifest.content(), "", known, out);
        return out.stream().map(path -> kind + " has no field " + path).toList();
    }

    private static void walk(Object here, String path, NavigableSet<String> known, List<String> unknown) {
        switch (here) {
            case Map<?, ?> map ->
                map.forEach((key, value) -> {
                    var below = path.isEmpty() ? String.valueOf(key) : path + "." + key;
                    if (known.contains(path + ".*")) {
                        return;
                    }
                    if (!known.contains(below)
                            && known.subSet(below + ".", below + "/").isEmpty()) {
                        unknown.add(below);
                    } else {
                        walk(value, below, known, unknown);
                    }
                });
            case List<?> list -> list.forEach(item -> walk(item, path, known, unknown));
            case null, default -> {}
        }
    }

    /// Lines of `custom-kinds.txt`: a kind at the margin, below it the paths that it has.
    private static Map<String, NavigableSet<String>> custom() {
        Map<String, NavigableSet<String>> out = new TreeMap<>();
        try (var in = Kinds.class.getResourceAsStream("custom-kinds.txt")) {
            var current = new TreeSet<String>();
            for (var line : new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).split("\n")) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                if (line.startsWith(" ")) {
                    current.add(line.strip());
                } else {
                    current = new TreeSet<>(List.of(
                            "apiVersion", "kind", "metadata.name", "metadata.labels.*", "metadata.annotations.*"));
                    out.put(line.strip(), current);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out;
    }
}
