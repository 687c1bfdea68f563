/// What policy-service publishes for others to enforce: the compacted topic `policy`.
@NullMarked
package org.posthorn.policy.publish;

import org.jspecify.annotations.NullMarked;
