/// Messages that are kept apart: asked of policy-service.
@NullMarked
package org.posthorn.mailctl.quarantine;

import org.jspecify.annotations.NullMarked;
