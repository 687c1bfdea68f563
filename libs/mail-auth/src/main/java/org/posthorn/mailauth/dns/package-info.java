/// The DNS as mail uses it (RFC 1035): one port, [org.posthorn.mailauth.dns.Resolver], with typed questions and
/// sealed answers. `DnsJavaResolver` asks the network through a cache that is bounded and remembers failures
/// (RFC 2308, RFC 9520); `ZoneResolver` answers from memory and is what tests use.
///
/// Invariants: no answer takes longer than the caller allowed; a name that does not exist and a server that
/// does not answer are never confused, since the first bounces mail and the second only delays it.
@NullMarked
package org.posthorn.mailauth.dns;

import org.jspecify.annotations.NullMarked;
