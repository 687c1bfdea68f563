/// How the installation does, and whether its settings can be used.
@NullMarked
package org.posthorn.mailctl.status;

import org.jspecify.annotations.NullMarked;
