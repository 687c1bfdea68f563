package org.posthorn.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Looks into the images that `-Pimages` has built: who they run as, what they start, what lies in their layers.
class ImageProof {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource({
        "smtp-ingress,    org.posthorn.ingress.IngressApplication",
        "policy-service,  org.posthorn.policy.PolicyApplication",
        "mailbox-service, org.posthorn.mailbox.MailboxApplication",
        "delivery-worker, org.posthorn.delivery.DeliveryApplication",
        "web-gateway,     org.posthorn.gateway.GatewayApplication",
        "mailctl,         org.posthorn.mailctl.Mailctl"
    })
    void anImageRunsOneServiceAsNobodyAndHoldsNothingElse(String module, String main) throws IOException {
        var image = read(Chart.ROOT.resolve(module).resolve("target/jib-image.tar"));
        var manifest = json(image, digest(json(image, "index.json").at("/manifests/0")));
        var config = json(image, digest(manifest.get("config"))).get("config");

        assertEquals("10001:10001", config.get("User").asText());
        assertEquals("java", config.at("/Entrypoint/0").asText());
        assertTrue(config.get("Entrypoint").toString().contains("\"" + main + "\""), config::toString);
        assertEquals(
                "Apache-2.0",
                config.at("/Labels").get("org.opencontainers.image.licenses").asText());

        var files = new TreeSet<String>();
        for (var layer : manifest.get("layers")) {
            files.addAll(names(new GZIPInputStream(new ByteArrayInputStream(image.get(digest(layer))))));
        }
        assertTrue(files.contains("app/bom.json"), files::toString);
        assertTrue(
                files.stream().anyMatch(name -> name.matches("app/(libs|classpath)/.*kafka-clients-.*")),
                files::toString);
        for (var banned : new String[] {"kafka_2.13", "kafka-server", "embedded", "testing", "playwright"}) {
            assertFalse(
                    files.stream().anyMatch(name -> name.startsWith("app/libs/" + banned)),
                    () -> banned + " in " + files);
        }
    }

    private static Map<String, byte[]> read(Path tar) throws IOException {
        Map<String, byte[]> out = new HashMap<>();
        try (var in = new TarArchiveInputStream(Files.newInputStream(tar))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                out.put(entry.getName(), in.readAllBytes());
            }
        }
        return out;
    }

    private static Set<String> names(InputStream layer) throws IOException {
        var out = new TreeSet<String>();
        try (var in = new TarArchiveInputStream(layer)) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                out.add(entry.getName());
            }
        }
        return out;
    }

    private static String digest(JsonNode descriptor) {
        return "blobs/" + descriptor.get("digest").asText().replace(':', '/');
    }

    private static JsonNode json(Map<String, byte[]> image, String name) throws IOException {
        return JSON.readTree(image.get(name));
    }
}
