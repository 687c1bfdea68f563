/// Logging in and out; server-side sessions, and the checks that every request passes (session, origin, token).
@NullMarked
package org.posthorn.gateway.login;

import org.jspecify.annotations.NullMarked;
