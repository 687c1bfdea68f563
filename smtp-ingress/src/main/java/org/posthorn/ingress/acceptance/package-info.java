/// From the first octet of content to 250: reading it within the limits, checking it, putting the trace header on top
/// and
/// giving it to the log. The reply is positive only when the log has it.
@NullMarked
package org.posthorn.ingress.acceptance;

import org.jspecify.annotations.NullMarked;
