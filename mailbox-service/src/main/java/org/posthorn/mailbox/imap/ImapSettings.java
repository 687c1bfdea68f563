package org.posthorn.mailbox.imap;

import java.time.Duration;
import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.Setting;

/// The IMAP server.
@Group(prefix = "imap", doc = "The IMAP server of mailbox-service.")
public record ImapSettings(
        @Setting(doc = "The address to listen on; empty is every address of the machine.")
        String host,

        @Setting(value = "1143", doc = "IMAP with STARTTLS; 0 lets the system choose a port.")
        int port,

        @Setting(value = "1993", doc = "IMAP under TLS from the first octet; 0 lets the system choose a port.")
        int tlsPort,

        @Setting(value = "12000", doc = "The most connections.")
        int maxConnections,

        @Setting(value = "20", doc = "The most sessions of one account.")
        int maxSessionsPerAccount,

        @Setting(value = "1000", doc = "The most connections from one client network.")
        int maxConnectionsPerClient,

        @Setting(value = "1000", doc = "The most connections that are compressed; each takes some 300 KiB.")
        int maxCompressed,

        @Setting(value = "1m", doc = "How long a client may take to log in.")
        Duration loginTimeout,

        @Setting(value = "30m", doc = "How long a client may say nothing (RFC 9051 asks for at least 30 minutes).")
        Duration idleTimeout,

        @Setting(value = "5m", doc = "How long a client may take to read what it is sent.")
        Duration writeTimeout,

        @Setting(value = "10s", doc = "How often a client whose command takes long hears that it is still under way.")
        Duration progressInterval,

        @Setting(
                value = "64",
                doc = "MiB of messages that sessions may hold while clients read them. Who finds none left reads in"
                        + " small pieces; who reads slowly gives its part back, or loses its session after"
                        + " imap.write-timeout.")
        int fetchBuffer,

        @Setting(
                value = "128",
                doc = "MiB of messages that clients may be sending at the same time; up to 64 KiB of each connection"
                        + " are not counted.")
        int appendBuffer,

        @Setting(
                value = "30s",
                doc = "How long a client may take for the next 256 KiB of what it sends, while it has a part of"
                        + " imap.append-buffer. All of it may take 20 times as long, or as many times as it has MiB"
                        + " when these are more. Who is slower is sent away.")
        Duration uploadTimeout) {
    public ImapSettings {
        if (fetchBuffer < 0) {
            throw new IllegalArgumentException("fetch-buffer must not be below 0");
        }
        if (!uploadTimeout.isPositive()) {
            throw new IllegalArgumentException("upload-timeout must be longer than 0");
        }
        if (!progressInterval.isPositive()) {
            throw new IllegalArgumentException("progress-interval must be longer than 0");
        }
    }
}
