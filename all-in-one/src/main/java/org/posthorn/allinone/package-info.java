/// The five services in one JVM.
@NullMarked
package org.posthorn.allinone;

import org.jspecify.annotations.NullMarked;
