/// What happened to every message, accepted or refused: a projection of the topics of events into this service's
/// schema, and the pages that find and show it. It is behind the log by about a second, holds nothing that is not in
/// the
/// topics, and is dropped and built again with `mailctl projection rebuild trace`.
///
/// [TraceEvents] says what an event adds, [Terms] under which words it is found; [TraceReader] reads all topics in one
/// thread so that the events of a message, which come within milliseconds, become one write; [TraceStore] writes them
/// with the positions in one transaction. Writing the same events again changes nothing, in whatever order.
@NullMarked
package org.posthorn.gateway.trace;

import org.jspecify.annotations.NullMarked;
