/// Signing keys and the records to publish: asked of policy-service.
@NullMarked
package org.posthorn.mailctl.dkim;

import org.jspecify.annotations.NullMarked;
