/// `mailctl audit`: who changed what.
@NullMarked
package org.posthorn.mailctl.audit;

import org.jspecify.annotations.NullMarked;
