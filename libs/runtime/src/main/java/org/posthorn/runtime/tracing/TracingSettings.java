package org.posthorn.runtime.tracing;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Map;
import java.util.Optional;
import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.Setting;

/// Where spans go.
@Group(
        prefix = "tracing",
        doc = "Spans of what happens to messages (accept, judge, file, deliver) for a collector of OpenTelemetry.")
public record TracingSettings(
        @Setting(
                doc = "Where spans are sent (OTLP over HTTP), such as `http://collector:4318/v1/traces`. Nothing is"
                        + " made or sent when it is empty.",
                env = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
        Optional<String> endpoint,

        @Setting(doc = "Header fields of each call, such as `authorization=Bearer TOKEN`.", secret = true)
        Map<String, String> headers,

        @Setting(
                value = "1.0",
                doc = "The part of the messages that is traced, from 0 to 1: the same ones in every service.")
        double sample) {
    public TracingSettings {
        endpoint.ifPresent(TracingSettings::address);
        headers.forEach(TracingSettings::requireSendable);
        if (!(sample >= 0 && sample <= 1)) {
            throw new IllegalArgumentException("sample is from 0 to 1, not " + sample);
        }
    }

    Optional<URI> collector() {
        return endpoint.map(TracingSettings::address);
    }

    /// The value stays unsaid: it may be a secret.
    private static void requireSendable(String name, String value) {
        try {
            HttpRequest.newBuilder().header(name, value);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("headers: \"" + name + "\" cannot be sent, or not with this value");
        }
    }

    private static URI address(String text) {
        var address = URI.create(text.strip());
        var scheme = String.valueOf(address.getScheme());
        if (address.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
            throw new IllegalArgumentException(
                    "endpoint is an address such as http://collector:4318/v1/traces, not \"" + text + "\"");
        }
        return address;
    }
}
