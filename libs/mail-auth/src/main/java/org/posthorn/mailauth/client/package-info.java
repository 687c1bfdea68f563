/// What can be known about a client before it sends anything: the name that it calls itself (RFC 5321 §4.1.1.1), and
/// the lists of addresses that others publish in the DNS (RFC 5782).
@NullMarked
package org.posthorn.mailauth.client;

import org.jspecify.annotations.NullMarked;
