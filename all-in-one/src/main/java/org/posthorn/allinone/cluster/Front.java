package org.posthorn.allinone.cluster;

import java.util.List;
import java.util.Map;

/// HAProxy's configuration: one address for the replicas of each service. SMTP sessions begin with a PROXY header, so
/// that
/// the services see the clients' addresses; what is not ready gets nothing new, and finishes what it has.
final class Front {
    private static final String HEAD = """
            global
                maxconn 4096
            defaults
                mode tcp
                balance roundrobin
                timeout connect 5s
                timeout client 30m
                timeout server 30m
                timeout check 10s
                default-server check inter 500ms fall 2 rise 1
                option httpchk GET /health/ready
                option redispatch
                retries 3
            """;

    private Front() {}

    /// @param replicas of all services
    /// @param ports what the front offers, by the setting of the port behind it
    static String configuration(List<Replica> replicas, Map<String, Integer> ports) {
        var text = new StringBuilder(HEAD);
        for (var role : Role.values()) {
            var own =
                    replicas.stream().filter(replica -> replica.role() == role).toList();
            for (var setting : role.openPorts()) {
                section(text, setting, ports.getOrDefault(setting, 0));
                for (var replica : own) {
                    server(text, replica, replica.port(setting), role == Role.INGRESS ? " send-proxy-v2" : "");
                }
            }
            section(text, role.listen, ports.getOrDefault(role.listen, 0));
            own.forEach(replica -> server(text, replica, replica.http(), ""));
        }
        return text.toString();
    }

    private static void section(StringBuilder text, String setting, int port) {
        text.append("listen ")
                .append(setting)
                .append("\n    bind 127.0.0.1:")
                .append(port)
                .append('\n');
    }

    private static void server(StringBuilder text, Replica replica, int port, String more) {
        text.append("    server ")
                .append(replica.name())
                .append(" 127.0.0.1:")
                .append(port)
                .append(" port ")
                .append(replica.http())
                .append(more)
                .append('\n');
    }
}
