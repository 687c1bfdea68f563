/// All that is known about who sent a message: SPF, DKIM, ARC, DMARC and the reverse DNS of the client,
/// gathered in one go, and how it is told to readers of the message (RFC 8601).
///
/// Invariant: evidence is facts. What follows from them is decided elsewhere.
@NullMarked
package org.posthorn.mailauth.evidence;

import org.jspecify.annotations.NullMarked;
