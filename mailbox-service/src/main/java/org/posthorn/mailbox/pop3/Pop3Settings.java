package org.posthorn.mailbox.pop3;

import java.time.Duration;
import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.Setting;

/// The POP3 server.
@Group(prefix = "pop3", doc = "The POP3 server of mailbox-service.")
public record Pop3Settings(
        @Setting(doc = "The address to listen on; empty is every address of the machine.")
        String host,

        @Setting(value = "1110", doc = "POP3 with STLS; 0 lets the system choose a port.")
        int port,

        @Setting(value = "1995", doc = "POP3 under TLS from the first octet; 0 lets the system choose a port.")
        int tlsPort,

        @Setting(value = "2000", doc = "The most connections.")
        int maxConnections,

        @Setting(value = "100", doc = "The most connections from one client network.")
        int maxConnectionsPerClient,

        @Setting(value = "1m", doc = "How long a client may take to log in.")
        Duration loginTimeout,

        @Setting(value = "10m", doc = "How long a client may say nothing (RFC 1939 asks for at least 10 minutes).")
        Duration idleTimeout,

        @Setting(value = "5m", doc = "How long a client may take to read what it is sent.")
        Duration writeTimeout) {}
