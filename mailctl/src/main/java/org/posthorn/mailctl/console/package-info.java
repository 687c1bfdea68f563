/// What commands have in common: printing, asking, failing.
@NullMarked
package org.posthorn.mailctl.console;

import org.jspecify.annotations.NullMarked;
