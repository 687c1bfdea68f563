package org.posthorn.allinone;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.runtime.http.ServiceAddresses;
import org.posthorn.runtime.settings.HostPort;
import org.posthorn.runtime.settings.Settings;

/// What an all-in-one was told and what it adds to that, so that five services find each other and their files under
/// one data directory. Reads the configuration file and nothing else, and touches nothing.
///
/// @param options  of the command line
/// @param settings all of them but those of servers that are not started yet
record Arrangement(Options options, Settings settings) {
    /// The defaults of an all-in-one and of its profile, then the file, the environment and the command line.
    ///
    /// @throws org.posthorn.runtime.settings.SettingsRefused when they cannot be used
    /// @throws org.posthorn.embedded.CannotStart when two of them want one port
    static Arrangement of(Options options, Map<String, String> environment) {
        List<String> overrides = new ArrayList<>();
        var data = options.data();
        overrides.add("--http.token-file=" + data.resolve("secrets").resolve("service-token"));
        overrides.add("--dkim.master-key-file=" + data.resolve("secrets").resolve("dkim-master-key"));
        overrides.add("--smtp.spool=" + data.resolve("spool"));
        overrides.add("--tls.directory=" + data.resolve("tls"));
        overrides.add("--disk.directories=" + disks(options));
        // The one instance there is; a host name may change between two starts.
        overrides.add("--policy.instance=all-in-one");
        if (options.bench()) {
            overrides.addAll(BenchProfile.SETTINGS);
        }
        overrides.addAll(options.overrides());
        // a rehearsal is nobody's business: neither the operator's collector nor his extensions hear of its mail
        var settings = sameHost(
                options.rehearsal()
                        ? Settings.load(Optional.empty(), Map.of(), overrides)
                        : Settings.load(file(options), environment, overrides));
        PortCheck.of(settings).requireDifferent();
        return new Arrangement(options, settings);
    }

    private static Optional<Path> file(Options options) {
        return options.config()
                .or(() -> Optional.of(Path.of("posthorn.properties")).filter(Files::exists));
    }

    Path data() {
        return options.data();
    }

    /// Where mail is added: its own servers' directories may be mounts of their own.
    private static String disks(Options options) {
        var directories = new ArrayList<String>();
        directories.add(options.data().resolve("spool").toString());
        if (options.kafka().isEmpty()) {
            directories.add(options.data().resolve("kafka").toString());
        }
        if (options.postgres().isEmpty()) {
            directories.add(options.data().resolve("postgres").toString());
        }
        return String.join(",", directories);
    }

    /// Services find each other where they listen.
    private static Settings sameHost(Settings settings) {
        var addresses = settings.get(ServiceAddresses.class);
        return settings.with(
                "services.ingress-url=" + url(addresses.ingressListen()),
                "services.policy-url=" + url(addresses.policyListen()),
                "services.mailbox-url=" + url(addresses.mailboxListen()),
                "services.delivery-url=" + url(addresses.deliveryListen()),
                "services.gateway-url=" + url(addresses.gatewayListen()));
    }

    private static String url(HostPort address) {
        return "http://127.0.0.1:" + address.port();
    }
}
