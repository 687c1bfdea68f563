package org.posthorn.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// One document of a rendering.
record Manifest(Map<?, ?> content) {
    String kind() {
        return String.valueOf(content.get("kind"));
    }

    String name() {
        return text("metadata.name").orElse("");
    }

    /// What is at a path of names and list indexes, such as `spec.ports.0.name`.
    Optional<Object> at(String path) {
        return at(content, path);
    }

    static Optional<Object> at(Object from, String path) {
        Object here = from;
        for (var step : path.split("\\.")) {
            Object next = null;
            if (here instanceof Map<?, ?> map) {
                next = map.get(step);
            } else if (here instanceof List<?> list && Integer.parseInt(step) < list.size()) {
                next = list.get(Integer.parseInt(step));
            }
            if (next == null) {
                return Optional.empty();
            }
            here = next;
        }
        return Optional.of(here);
    }

    Optional<String> text(String path) {
        return at(path).map(String::valueOf);
    }

    List<Manifest> list(String path) {
        return list(content, path);
    }

    static List<Manifest> list(Object from, String path) {
        List<Manifest> out = new ArrayList<>();
        if (at(from, path).orElse(List.of()) instanceof List<?> list) {
            list.forEach(item -> out.add(new Manifest((Map<?, ?>) item)));
        }
        return out;
    }

    /// The pod that this manifest runs.
    Optional<Manifest> pod() {
        return switch (kind()) {
            case "Deployment", "StatefulSet", "Job" ->
                at("spec.template").map(template -> new Manifest((Map<?, ?>) template));
            case "CronJob" -> at("spec.jobTemplate.spec.template").map(template -> new Manifest((Map<?, ?>) template));
            case "Pod" -> Optional.of(this);
            default -> Optional.empty();
        };
    }

    Stream<Manifest> containers() {
        return pod().stream().flatMap(pod -> pod.list("spec.containers").stream());
    }

    boolean selects(String path, Manifest pod) {
        var labels = pod.at("metadata.labels").orElse(Map.of());
        return at(path).filter(
                        selector -> ((Map<?, ?>) labels).entrySet().containsAll(((Map<?, ?>) selector).entrySet()))
                .isPresent();
    }
}
