/// Logging in (RFC 4954): the SASL mechanisms as pure exchanges, and the question to mailbox-service, which alone knows
/// passwords. Passwords are never logged and never kept.
@NullMarked
package org.posthorn.ingress.authentication;

import org.jspecify.annotations.NullMarked;
