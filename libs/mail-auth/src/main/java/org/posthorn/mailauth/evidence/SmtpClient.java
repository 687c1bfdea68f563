package org.posthorn.mailauth.evidence;

import java.net.InetAddress;

/// Who brought a message, and what the envelope says.
///
/// @param address of the client
/// @param helo what it called itself
/// @param reversePath without brackets; empty is the null reverse-path
public record SmtpClient(InetAddress address, String helo, String reversePath) {}
