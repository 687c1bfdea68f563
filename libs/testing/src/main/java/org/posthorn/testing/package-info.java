/// Servers and assertions for tests.
@NullMarked
package org.posthorn.testing;

import org.jspecify.annotations.NullMarked;
