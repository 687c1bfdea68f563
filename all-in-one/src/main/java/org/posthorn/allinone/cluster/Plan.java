package org.posthorn.allinone.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.posthorn.embedded.KafkaOptions;

/// Who runs where. Pure but for where ports come from.
///
/// @param data directory of everything
/// @param brokers ports for clients
/// @param controllers ports of the brokers' controllers
/// @param front ports that HAProxy offers, by the setting of the port behind it
public record Plan(
        Path data,
        List<Integer> brokers,
        List<Integer> controllers,
        int postgres,
        Map<String, Integer> front,
        List<Replica> replicas,
        String clusterId) {
    static final int BROKERS = 3;

    /// @param ports each call gives another free one
    public static Plan of(Path data, IntSupplier ports) {
        var brokers = new ArrayList<Integer>();
        var controllers = new ArrayList<Integer>();
        for (int i = 0; i < BROKERS; i++) {
            brokers.add(ports.getAsInt());
            controllers.add(ports.getAsInt());
        }
        int postgres = ports.getAsInt();
        Map<String, Integer> front = new LinkedHashMap<>();
        var replicas = new ArrayList<Replica>();
        for (var role : Role.values()) {
            role.openPorts().forEach(setting -> front.put(setting, ports.getAsInt()));
            front.put(role.listen, ports.getAsInt());
            for (int number = 1; number <= role.replicas; number++) {
                replicas.add(replica(role, number, ports));
            }
        }
        return new Plan(data, brokers, controllers, postgres, front, replicas, KafkaOptions.clusterIdOf(data));
    }

    static Replica replica(Role role, int number, IntSupplier ports) {
        Map<String, Integer> own = new LinkedHashMap<>();
        role.openPorts().forEach(setting -> own.put(setting, ports.getAsInt()));
        return new Replica(role, number, ports.getAsInt(), own);
    }

    String bootstrapServers() {
        return String.join(
                ",", brokers.stream().map(port -> "127.0.0.1:" + port).toList());
    }

    /// A port that HAProxy offers.
    public int front(String setting) {
        var port = front.get(setting);
        if (port == null) {
            throw new IllegalArgumentException("the front has no " + setting);
        }
        return port;
    }

    /// What every service and mailctl is told.
    ///
    /// @param database the settings of the database
    Map<String, String> common(Map<String, String> database) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("kafka.bootstrap-servers", bootstrapServers());
        settings.put("kafka.shape", "cluster");
        settings.putAll(database);
        settings.put("http.token-file", data.resolve("secrets/service-token").toString());
        for (var role : Role.values()) {
            settings.put("services." + role.service + "-url", "http://127.0.0.1:" + front(role.listen));
        }
        return settings;
    }

    /// The arguments of one replica.
    List<String> arguments(Replica replica, Map<String, String> common) {
        var own = data.resolve(replica.name());
        Map<String, String> settings = new LinkedHashMap<>(common);
        settings.put(replica.role().listen, "127.0.0.1:" + replica.http());
        replica.ports().forEach((setting, port) -> settings.put(setting, Integer.toString(port)));
        settings.put("tls.directory", own.resolve("tls").toString());
        settings.put("disk.directories", own.toString());
        switch (replica.role()) {
            case INGRESS -> {
                settings.put("smtp.bind", "127.0.0.1");
                settings.put("smtp.proxy-networks", "127.0.0.0/8");
                settings.put("smtp.spool", own.resolve("spool").toString());
            }
            case POLICY -> {
                settings.put("policy.instance", replica.name());
                settings.put(
                        "dkim.master-key-file",
                        data.resolve("secrets/dkim-master-key").toString());
            }
            case GATEWAY -> {
                settings.put("gateway.listen", "127.0.0.1:" + replica.port("gateway.listen"));
                settings.put("gateway.https-listen", "");
            }
            case MAILBOX, DELIVERY -> {}
        }
        return settings.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toList();
    }
}
