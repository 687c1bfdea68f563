/// Writing: drafts, replies, attachments, and sending through Acceptance exactly once.
@NullMarked
package org.posthorn.gateway.compose;

import org.jspecify.annotations.NullMarked;
