/// Processes that are started from here, one way for all: programs of a cluster on this machine, and those that a proof
/// kills
/// and freezes.
@NullMarked
package org.posthorn.allinone.process;

import org.jspecify.annotations.NullMarked;
