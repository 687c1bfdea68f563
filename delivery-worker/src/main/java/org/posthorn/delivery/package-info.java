/// delivery-worker: hands mail to the servers of the world (RFC 5321), keeps what cannot go yet, and tells senders what
/// did not arrive (RFC 3464).
///
/// Invariants: every recipient reaches exactly one terminal outcome or is visibly in the queue; first attempts need no
/// database; nothing that may have arrived is sent again without a trace of the doubt.
@Configuration
@Requires(property = "posthorn.service", value = "delivery")
@NullMarked
package org.posthorn.delivery;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
