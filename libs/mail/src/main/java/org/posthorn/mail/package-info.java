/// What the mail RFCs define, as values and pure functions: no I/O, no framework.
@NullMarked
package org.posthorn.mail;

import org.jspecify.annotations.NullMarked;
