package org.posthorn.allinone.cluster;

import java.util.Map;

/// One process of a service.
///
/// @param number from 1
/// @param http the port of its HTTP API
/// @param ports what it offers to people and their programs, by the settings
public record Replica(Role role, int number, int http, Map<String, Integer> ports) {
    /// Such as `ingress-1`.
    public String name() {
        return role.service + "-" + number;
    }

    /// A port that it offers.
    public int port(String setting) {
        var port = ports.get(setting);
        if (port == null) {
            throw new IllegalArgumentException(name() + " has no " + setting);
        }
        return port;
    }
}
