/// The blocklist and the allowlist: who may not send to us, and who may all the same. Kept in PostgreSQL, published in
/// `policy`, enforced by smtp-ingress from its view: an IP address at connect, a sender at MAIL.
@NullMarked
package org.posthorn.policy.lists;

import org.jspecify.annotations.NullMarked;
