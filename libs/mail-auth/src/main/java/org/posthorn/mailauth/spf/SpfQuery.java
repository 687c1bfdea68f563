package org.posthorn.mailauth.spf;

import java.net.InetAddress;
import java.time.Instant;

/// What one check is about (RFC 7208 §4.1).
///
/// @param client the client's address; IPv4 inside IPv6 counts as IPv4 (§5), as the JDK makes it
/// @param helo the argument of HELO or EHLO
/// @param localPart of the sender; `postmaster` where it has none (§4.3)
/// @param senderDomain the domain of the sender
/// @param receiver who checks, for `%{r}`
/// @param now for `%{t}`
record SpfQuery(InetAddress client, String helo, String localPart, String senderDomain, String receiver, Instant now) {}
