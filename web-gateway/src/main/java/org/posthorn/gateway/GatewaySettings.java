package org.posthorn.gateway;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.HostPort;
import org.posthorn.runtime.settings.Setting;

/// The settings of web mail and the admin console.
@Group(prefix = "gateway", doc = "Web mail and the admin console.")
public record GatewaySettings(
        @Setting(value = ":8080", doc = "Where the web pages are served.")
        HostPort listen,

        @Setting(
                value = ":8443",
                doc =
                        "Where they are served encrypted, with the certificate of the group `tls`; empty for nowhere. Browsers"
                                + " on other machines that come to `gateway.listen` unencrypted are sent here.")
        Optional<HostPort> httpsListen,

        @Setting(value = "24h", doc = "A session ends after this time without a request.")
        Duration sessionIdle,

        @Setting(value = "30d", doc = "A session ends after this time in any case.")
        Duration sessionMax,

        @Setting(
                value = "10",
                doc = "Failed logins from one address, and for one name, in five minutes before more are refused.")
        int loginAttempts,

        @Setting(doc = "Networks (CIDR) of reverse proxies whose X-Forwarded-For and X-Forwarded-Proto count.")
        List<String> trustedProxies,

        @Setting(
                value = "false",
                doc = "Allow logging in over plain HTTP from other machines. Passwords then cross the network"
                        + " readable; for a closed test network only.")
        boolean insecureHttp,

        @Setting(value = "true", doc = "Fetch pictures of messages through this server when a reader asks for them.")
        boolean imageProxy) {}
