package org.posthorn.runtime.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.Setting;
import org.posthorn.runtime.settings.Size;

/// What the HTTP APIs of all services have in common.
@Group(prefix = "http", doc = "What the HTTP APIs of all services have in common.")
public record HttpSettings(
        @Setting(
                doc = "The secret that services show each other at `/internal/**`; when empty, it is read from"
                        + " `http.token-file`, which is made when missing.",
                secret = true,
                env = "SECRET_KEY")
        Optional<String> token,

        @Setting(value = "data/service-token", doc = "The file of the secret.")
        Path tokenFile,

        @Setting(value = "256MB", doc = "The largest request that is read.")
        Size maxRequestSize,

        @Setting(value = "1", doc = "Network threads of each service's HTTP server.")
        int eventLoops,

        @Setting(value = "10s", doc = "How long one service waits for another's answer.")
        Duration timeout) {}
