/// What credits mean for the services that accept mail: they ask their views of the topics before they say yes.
@NullMarked
package org.posthorn.runtime.credit;

import org.jspecify.annotations.NullMarked;
