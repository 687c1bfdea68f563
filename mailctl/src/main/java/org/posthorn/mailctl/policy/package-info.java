/// `mailctl blocklist`, `mailctl allowlist`, `mailctl limits`: who may not send to us, who may all the same, and how
/// much.
@NullMarked
package org.posthorn.mailctl.policy;

import org.jspecify.annotations.NullMarked;
