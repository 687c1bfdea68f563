package org.posthorn.ingress.listener;

import java.time.Duration;

/// How long a client may take.
///
/// @param greeting from the connection to EHLO, and for a handshake
/// @param idle     for the next command, and between octets of content (RFC 5321 §4.5.3.2.7)
/// @param session  for all of it
record SessionTimes(Duration greeting, Duration idle, Duration session) {}
