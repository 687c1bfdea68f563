/// Counters, timers and gauges with help texts, answered by `/prometheus`.
@NullMarked
package org.posthorn.runtime.metrics;

import org.jspecify.annotations.NullMarked;
