package org.posthorn.allinone;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a rehearsal does between start and stop, so that the JVM sees the classes of a working day.
final class Rehearsal {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);

    private Rehearsal() {}

    /// Ends this process when the one that started it is gone.
    static void endWithStarter() {
        Thread.ofPlatform().daemon().name("starter").start(() -> {
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                LOG.debug("the starter is gone", e);
            }
            Runtime.getRuntime().halt(1);
        });
    }

    static void play(Platform platform) {
        var port = platform.services().get("gateway").port();
        try (var http = HttpClient.newHttpClient()) {
            for (var path : new String[] {"/health", "/prometheus", "/", "/login"}) {
                var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build();
                http.send(request, HttpResponse.BodyHandlers.discarding());
            }
        } catch (IOException e) {
            LOG.warn("rehearsal-incomplete", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
