/// What tests of every module share: real servers behind [Backing], dialogues as transcripts, a clock that is set by
/// hand, and waiting for a condition.
///
/// Invariants: servers are started once per JVM and only those that are asked for; each test class has databases and
/// topic names of its own; nothing here depends on a service or on its runtime.
@NullMarked
package org.posthorn.testing;

import org.jspecify.annotations.NullMarked;
