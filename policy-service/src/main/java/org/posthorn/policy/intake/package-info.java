/// From one accepted message to the records that follow from it.
@NullMarked
package org.posthorn.policy.intake;

import org.jspecify.annotations.NullMarked;
