/// SASL mechanisms as values and pure functions: SCRAM (RFC 5802, RFC 7677) as a server sees it.
@NullMarked
package org.posthorn.mail.sasl;

import org.jspecify.annotations.NullMarked;
