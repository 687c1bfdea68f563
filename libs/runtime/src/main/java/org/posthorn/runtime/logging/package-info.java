/// How a process writes its log: as lines for people, or as JSON for what collects and searches them. What is said is
/// the same in both, word for word.
@NullMarked
package org.posthorn.runtime.logging;

import org.jspecify.annotations.NullMarked;
