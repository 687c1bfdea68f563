/// Credits: asked of policy-service.
@NullMarked
package org.posthorn.mailctl.credit;

import org.jspecify.annotations.NullMarked;
