/// DKIM signing (RFC 6376) of what our own submitters send: keys in the database, cached in memory.
@NullMarked
package org.posthorn.policy.signing;

import org.jspecify.annotations.NullMarked;
