/// Reports on TLS (RFC 8460): how the sessions of a day went, by the domain's policy and server, told to
/// the domains that ask for it in the DNS.
///
/// Invariants: counting never waits for the database; a day is reported once, by one worker.
@NullMarked
package org.posthorn.delivery.report;

import org.jspecify.annotations.NullMarked;
