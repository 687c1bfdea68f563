/// What policy-service knows of the other services' state: local views of compacted topics.
@NullMarked
package org.posthorn.policy.view;

import org.jspecify.annotations.NullMarked;
