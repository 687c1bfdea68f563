/// A copy of an installation as of one moment, made while mail flows, and an installation made of it.
///
/// A backup is the databases of all services as one transaction sees them, and what each reader of the log had still to
/// read at that moment: together they hold every message that was acknowledged before. See ADR 0048.
@NullMarked
package org.posthorn.runtime.backup;

import org.jspecify.annotations.NullMarked;
