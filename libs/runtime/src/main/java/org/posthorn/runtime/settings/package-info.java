/// Strict configuration: one annotated record per feature, read from defaults, a file, the environment and the command
/// line, in this order.
@NullMarked
package org.posthorn.runtime.settings;

import org.jspecify.annotations.NullMarked;
