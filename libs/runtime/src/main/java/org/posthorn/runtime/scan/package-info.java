/// Content scanners: Rspamd for spam, ClamAV for viruses, both optional and processes of their own.
///
/// Invariants: a question has an end, whatever a scanner does; an answer that cannot be understood is none, and never
/// makes a message clean; who did not answer is told to the log once, until it answers again.
@NullMarked
package org.posthorn.runtime.scan;

import org.jspecify.annotations.NullMarked;
