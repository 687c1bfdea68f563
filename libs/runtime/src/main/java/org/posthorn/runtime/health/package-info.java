/// What `/health` answers: every part of a service by name, deep but cheap.
@NullMarked
package org.posthorn.runtime.health;

import org.jspecify.annotations.NullMarked;
