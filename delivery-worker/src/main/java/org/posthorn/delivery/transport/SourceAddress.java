package org.posthorn.delivery.transport;

import java.net.InetAddress;

/// Who we are to a server.
///
/// @param address where the connection comes from
/// @param name for EHLO
public record SourceAddress(InetAddress address, String name) {}
