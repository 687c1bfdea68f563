package org.posthorn.delivery.transport;

import java.time.Duration;

/// How long a server may take (RFC 5321 §4.5.3.2).
///
/// @param connect for the TCP connection and for the TLS handshake
/// @param greeting for the 220
/// @param command for EHLO, MAIL, RCPT and the rest
/// @param dataStart for the reply to DATA
/// @param dataBlock for the content to leave, for each 64 KiB of it
/// @param dataEnd for the reply to the final dot: losing that one makes duplicates (RFC 1047)
public record Timeouts(
        Duration connect,
        Duration greeting,
        Duration command,
        Duration dataStart,
        Duration dataBlock,
        Duration dataEnd) {

    Duration of(ClientState state) {
        return switch (state) {
            case ClientState.AwaitingGreeting _ -> greeting;
            case ClientState.AwaitingData _ -> dataStart;
            case ClientState.SendingContent _, ClientState.AwaitingFinal _ -> dataEnd;
            case ClientState.AwaitingEhlo _,
                    ClientState.AwaitingHelo _,
                    ClientState.AwaitingStartTls _,
                    ClientState.Securing _,
                    ClientState.AwaitingAuth _,
                    ClientState.Ready _,
                    ClientState.Primed _,
                    ClientState.AwaitingMail _,
                    ClientState.AwaitingRcpt _,
                    ClientState.AwaitingReset _,
                    ClientState.Closed _ -> command;
        };
    }
}
