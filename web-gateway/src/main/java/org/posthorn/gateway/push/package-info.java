/// Live changes: the topic of mailbox changes fanned out to open pages as server-sent events.
@NullMarked
package org.posthorn.gateway.push;

import org.jspecify.annotations.NullMarked;
