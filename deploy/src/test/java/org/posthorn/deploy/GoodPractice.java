package org.posthorn.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Rules over everything that one rendering makes. Each returns the sentences that say what breaks it.
final class GoodPractice {
    private static final List<String> PROBES = List.of("startupProbe", "readinessProbe", "livenessProbe");

    private final List<Manifest> manifests;
    private final List<String> broken = new ArrayList<>();

    private GoodPractice(List<Manifest> manifests) {
        this.manifests = manifests;
    }

    static List<String> broken(List<Manifest> manifests) {
        var rules = new GoodPractice(manifests);
        manifests.forEach(rules::names);
        rules.running().forEach(rules::pod);
        rules.running().forEach(pod -> pod.containers().forEach(container -> rules.container(pod, container)));
        rules.workloads().forEach(rules::workload);
        rules.of("Service").forEach(rules::service);
        rules.of("PodDisruptionBudget").forEach(budget -> rules.selectsSomething(budget, "spec.selector.matchLabels"));
        Stream.of("ScaledObject", "HorizontalPodAutoscaler").flatMap(rules::of).forEach(rules::scaler);
        return rules.broken;
    }

    private void check(Manifest manifest, boolean holds, String sentence) {
        if (!holds) {
            broken.add(manifest.kind() + " " + manifest.name() + ": " + sentence);
        }
    }

    private Stream<Manifest> of(String kind) {
        return manifests.stream().filter(manifest -> manifest.kind().equals(kind));
    }

    private Stream<Manifest> workloads() {
        return Stream.of("Deployment", "StatefulSet").flatMap(this::of);
    }

    private Stream<Manifest> running() {
        return manifests.stream().filter(manifest -> manifest.pod().isPresent());
    }

    private void names(Manifest manifest) {
        check(manifest, manifest.name().matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"), "its name is no DNS label");
        check(
                manifest,
                ((Map<?, ?>) manifest.at("metadata.labels").orElse(Map.of())).containsKey("app.kubernetes.io/name"),
                "it does not say to which application it belongs");
        check(manifest, !manifest.kind().equals("Secret"), "the chart holds a secret");
    }

    private void pod(Manifest manifest) {
        var pod = manifest.pod().orElseThrow();
        check(manifest, is(pod, "spec.securityContext.runAsNonRoot", true), "it may run as root");
        check(
                manifest,
                is(pod, "spec.securityContext.seccompProfile.type", "RuntimeDefault"),
                "it has no seccomp profile");
        check(manifest, is(pod, "spec.automountServiceAccountToken", false), "it is given a token of the cluster");
        check(
                manifest,
                is(pod, "spec.enableServiceLinks", false),
                "variables of service links would be taken for settings");
    }

    private void container(Manifest manifest, Manifest container) {
        var image = container.text("image").orElse("");
        check(
                manifest,
                image.matches(".+(:[0-9][^:]*|@sha256:[0-9a-f]{64})"),
                "the image " + image + " has no fixed version");
        check(
                manifest,
                is(container, "securityContext.readOnlyRootFilesystem", true),
                "its root file system can be written");
        check(manifest, is(container, "securityContext.allowPrivilegeEscalation", false), "it may gain privileges");
        check(manifest, is(container, "securityContext.capabilities.drop", List.of("ALL")), "it keeps capabilities");
        check(manifest, container.at("resources.limits.memory").isPresent(), "its memory has no limit");
        check(manifest, container.at("resources.requests.cpu").isPresent(), "it requests no CPU");
        for (var variable : container.list("env")) {
            check(
                    manifest,
                    variable.at("valueFrom").isPresent()
                            || variable.text("name")
                                    .filter("JAVA_TOOL_OPTIONS"::equals)
                                    .isPresent(),
                    "the variable " + variable.text("name").orElse("") + " is not a reference");
        }
    }

    private void workload(Manifest workload) {
        var pod = workload.pod().orElseThrow();
        check(workload, workload.selects("spec.selector.matchLabels", pod), "it does not select its own pods");
        check(
                workload,
                policies(pod).findAny().isPresent()
                        || of("NetworkPolicy").findAny().isEmpty(),
                "no network policy holds for it");
        workload.containers().forEach(container -> {
            for (var probe : PROBES) {
                check(workload, container.at(probe).isPresent(), "it has no " + probe);
            }
            long grace = Long.parseLong(
                    pod.text("spec.terminationGracePeriodSeconds").orElse("0"));
            long wait = Long.parseLong(
                    container.text("lifecycle.preStop.sleep.seconds").orElse("0"));
            check(workload, wait > 0 && grace >= wait + 30, "it has no time to drain");
            var mounts = container.list("volumeMounts").stream()
                    .map(m -> m.text("name").orElse(""))
                    .toList();
            var volumes = pod.list("spec.volumes").stream()
                    .map(v -> v.text("name").orElse(""))
                    .toList();
            check(workload, volumes.containsAll(mounts), "it mounts a volume that it does not have");
        });
    }

    private Stream<Manifest> policies(Manifest pod) {
        return of("NetworkPolicy").filter(policy -> policy.selects("spec.podSelector.matchLabels", pod));
    }

    private void service(Manifest service) {
        selectsSomething(service, "spec.selector");
        var pods = running()
                .flatMap(m -> m.pod().stream())
                .filter(pod -> service.selects("spec.selector", pod))
                .toList();
        var ports = pods.stream()
                .flatMap(pod -> pod.list("spec.containers").stream())
                .flatMap(container -> container.list("ports").stream())
                .map(port -> port.text("name").orElse(""))
                .toList();
        for (var port : service.list("spec.ports")) {
            var target = port.text("targetPort").orElse("");
            check(service, ports.contains(target), "its pods have no port " + target);
        }
    }

    private void scaler(Manifest scaler) {
        var target = scaler.text("spec.scaleTargetRef.name").orElse("");
        Predicate<Manifest> scaled = workload -> workload.name().equals(target);
        check(scaler, of("Deployment").anyMatch(scaled), "there is no deployment " + target);
        check(
                scaler,
                of("Deployment")
                        .filter(scaled)
                        .allMatch(w -> w.at("spec.replicas").isEmpty()),
                "the deployment fixes its replicas too");
    }

    private void selectsSomething(Manifest manifest, String path) {
        check(
                manifest,
                running().flatMap(m -> m.pod().stream()).anyMatch(pod -> manifest.selects(path, pod)),
                "it selects nothing");
    }

    private static boolean is(Manifest manifest, String path, Object wanted) {
        return manifest.at(path).filter(wanted::equals).isPresent();
    }
}
