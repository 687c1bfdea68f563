/// The ports: accepting connections, TLS, the PROXY protocol, time limits, and one virtual thread per session that
/// holds the
/// dialogue. Everything that blocks is here, and everything that blocks has a deadline.
@NullMarked
package org.posthorn.ingress.listener;

import org.jspecify.annotations.NullMarked;
