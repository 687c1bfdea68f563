/// Says what is wrong with a domain as other mail servers see it, and how to mend it: MX, addresses and their names,
/// SPF
/// (RFC 7208), DKIM (RFC 6376), DMARC (RFC 9989), MTA-STS (RFC 8461), DANE (RFC 7672), TLS reports (RFC 8460), DNS
/// block lists (RFC 5782). Each check asks the DNS through [org.posthorn.mailauth.dns.Resolver] and is otherwise pure.
@NullMarked
package org.posthorn.policy.doctor;

import org.jspecify.annotations.NullMarked;
