/// Where mail for a domain goes: a configured route, or the domain's mail exchangers (RFC 5321 §5.1, RFC 7505).
///
/// Invariants: a domain that does not exist is told from one that nobody could look up; mail never goes to ourselves.
@NullMarked
package org.posthorn.delivery.nexthop;

import org.jspecify.annotations.NullMarked;
