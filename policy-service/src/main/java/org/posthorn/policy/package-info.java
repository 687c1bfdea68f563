/// Judges, signs and routes accepted mail.
@NullMarked
package org.posthorn.policy;

import org.jspecify.annotations.NullMarked;
