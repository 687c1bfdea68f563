/// The timeline of one message, read from the topics.
@NullMarked
package org.posthorn.mailctl.trace;

import org.jspecify.annotations.NullMarked;
