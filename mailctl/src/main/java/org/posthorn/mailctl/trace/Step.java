package org.posthorn.mailctl.trace;

import java.time.Instant;
import java.util.List;

/// One line of a timeline.
///
/// @param what `accepted`, `judged`, `delivered`, `deferred` ...
/// @param detail for people
/// @param further lines that belong to it
record Step(Instant at, String what, String detail, List<String> further) {}
