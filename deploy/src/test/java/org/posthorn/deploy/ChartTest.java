package org.posthorn.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.runtime.logging.LogSettings;
import org.posthorn.runtime.settings.MailSettings;
import org.posthorn.runtime.settings.Settings;

/// The Helm chart, rendered by Helm and held against Kubernetes' schemas, the services' own settings and the rules of
/// [GoodPractice].
class ChartTest {
    private static final String TRAEFIK =
            "web: {gateway: {enabled: true, parentRefs: [{name: public, namespace: edge}]}}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "size: small",
                "size: ha",
                "{size: ha, autoscaling: {enabled: true}}",
                "{size: ha, autoscaling: {enabled: true, kind: hpa}}",
                "{size: ha, kafka: {bootstrapServers: '', strimzi: {enabled: true, storageClass: fast}}}",
                "{postgres: {url: '', cloudNativePg: {enabled: true, storageClass: fast}}, javaOptions: -XX:+UseZGC}",
                "{web: {ingress: {enabled: true, className: nginx}}, tls: {secretName: mail-certificate}}",
                TRAEFIK,
                "tls: {certManager: {enabled: true, issuerRef: {name: letsencrypt}}}",
                "loadBalancer: {externalTrafficPolicy: Cluster, proxyProtocol: {enabled: true, networks: [10.0.0.0/8]}}",
                "monitoring: {serviceMonitor: {enabled: true}, rules: {enabled: true}, dashboards: {enabled: true}}",
                "{networkPolicy: {enabled: false}, tests: {recipient: alice@example.org}, image: {pullSecrets: [registry]}}",
                "{settings: {scan.clamav: 'clamav:3310'}, networkPolicy: {scannerPorts: [3310]}}",
                "{settings: {mail.max-message-size: 25MB}, nodeSelector: {disk: ssd}, podAnnotations: {team: mail}}"
            })
    void everyOptionRendersWhatKubernetesAndGoodPracticeTake(String options) {
        var manifests = Chart.render(Chart.REQUIRED, options);

        List<String> problems = new ArrayList<>();
        manifests.forEach(manifest -> problems.addAll(Kinds.problems(manifest)));
        problems.addAll(GoodPractice.broken(manifests));

        assertEquals(List.of(), problems);
        assertTrue(manifests.size() >= 14, () -> "only " + manifests.size() + " manifests");
    }

    @Test
    void helmsOwnCheckFindsNothing() {
        var lint = new Helm(Chart.HOME).lint().strict().call();

        assertFalse(lint.isFailed(), () -> String.join("\n", lint.getMessages()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sise: ha                                     | sise",
                "size: large                                  | size",
                "image: {digests: {smtp-ingress: sha256:1}}   | smtp-ingress",
                "ingress: {replicas: many}                    | replicas",
                "ingress: {spool: lots}                       | spool",
                "settings: {Mail: 1}                          | invalid propertyName",
                "log: {format: xml}                           | format",
                "kafka: {bootstrapServers: broker}            | bootstrapServers",
                "postgres: {url: 'postgres://x'}              | url",
                "loadBalancer: {sourceRanges: [everywhere]}   | sourceRanges",
                "mail: {domain: ''}                           | mail.domain must be the default mail domain",
                "secret: {name: ''}                           | secret.name must name the secret",
                "kafka: {bootstrapServers: ''}                | kafka.bootstrapServers must name the brokers",
                "postgres: {url: ''}                          | postgres.url must be the JDBC address",
                "loadBalancer: {externalTrafficPolicy: Cluster} | hides every client's address"
            })
    void aWrongValueIsRefusedByName(String values, String named) {
        var refusal = assertThrows(IllegalStateException.class, () -> Chart.render(Chart.REQUIRED, values));

        assertTrue(String.valueOf(refusal.getMessage()).contains(named), refusal::getMessage);
    }

    /// A setting that the services do not know would stop each of them at its start.
    @Test
    void theSettingsOfTheChartAreSettingsOfTheServices() throws IOException {
        var config = Chart.render(
                        Chart.REQUIRED,
                        TRAEFIK,
                        "loadBalancer: {proxyProtocol: {enabled: true, networks: [10.0.0.0/8]}}",
                        "log: {format: json}",
                        "web: {trustedProxies: [10.0.0.0/8]}")
                .stream()
                .filter(manifest -> manifest.kind().equals("ConfigMap"))
                .findFirst()
                .orElseThrow();
        var text = (String) ((Map<?, ?>) config.at("data").orElseThrow()).get("posthorn.properties");
        var file = Files.writeString(Files.createTempFile("posthorn", ".properties"), text);
        try {
            var settings = Settings.load(Optional.of(file), Map.of(), List.of());
            assertEquals(
                    List.of("mail.example.org"),
                    settings.get(MailSettings.class).hostname());
            assertEquals(
                    LogSettings.Format.JSON, settings.get(LogSettings.class).format());
        } finally {
            Files.delete(file);
        }
    }

    /// The design lets few services call each other; nothing else passes between pods.
    @Test
    void networkPoliciesAllowOnlyTheCallsOfTheDesign() {
        var calls = new TreeSet<String>();
        for (var policy : Chart.render(Chart.REQUIRED)) {
            if (policy.kind().equals("NetworkPolicy")) {
                var callee = policy.name().replace("post-posthorn-", "");
                policy.list("spec.ingress").stream()
                        .flatMap(rule -> rule.list("from").stream())
                        .flatMap(from -> from.at("podSelector.matchLabels").stream())
                        .map(labels -> ((Map<?, ?>) labels).get("app.kubernetes.io/component"))
                        .forEach(caller -> calls.add(caller + " -> " + callee));
            }
        }

        assertEquals(
                new TreeSet<>(List.of(
                        "gateway -> delivery",
                        "gateway -> ingress",
                        "gateway -> mailbox",
                        "gateway -> policy",
                        "ingress -> mailbox",
                        "mailctl -> delivery",
                        "mailctl -> gateway",
                        "mailctl -> ingress",
                        "mailctl -> mailbox",
                        "mailctl -> policy")),
                calls);
    }

    @Test
    void policyKeepsItsNameOverARestart() {
        assertTrue(Chart.render(Chart.REQUIRED).stream()
                .anyMatch(m -> m.kind().equals("StatefulSet") && m.name().equals("post-posthorn-policy")));
    }

    /// Values that an installation of an earlier chart has must go on working: this file is never edited.
    @Test
    void valuesOfTheEarlierChartStillWork() throws IOException {
        var values = Files.readString(Chart.ROOT.resolve("deploy/src/test/resources/values/0.1.0.yaml"));

        assertTrue(Chart.render(values).size() > 20);
    }

    @Test
    void theRulesFindWhatTheyAreFor() {
        var manifests = Chart.parse("""
                apiVersion: v1
                kind: Pod
                metadata: {name: Bad_Name}
                spec:
                  containers: [{name: a, imag: b, image: "x:latest", env: [{name: PASSWORD, value: secret}]}]
                """);

        assertEquals(1, Kinds.problems(manifests.getFirst()).size());
        assertTrue(
                GoodPractice.broken(manifests).size() >= 10,
                () -> GoodPractice.broken(manifests).toString());
        assertEquals(
                List.of("There is no check for the kind example.org/v1/Strange."),
                Kinds.problems(Chart.parse("{apiVersion: example.org/v1, kind: Strange}")
                        .getFirst()));
        assertEquals(
                List.of("keda.sh/v1alpha1/ScaledObject has no field spec.minReplicas"),
                Kinds.problems(Chart.parse("{apiVersion: keda.sh/v1alpha1, kind: ScaledObject, spec: {minReplicas: 1}}")
                        .getFirst()));
    }
}
