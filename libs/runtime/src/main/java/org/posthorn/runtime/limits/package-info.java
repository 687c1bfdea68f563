/// How often something happened within the last hour or day, for limits that hold across servers and restarts: the
/// counts of `smtp.activity` as sliding windows in bounded memory. A window is exact: the eleventh within any sixty
/// minutes is over ten an hour, whenever these begin.
@NullMarked
package org.posthorn.runtime.limits;

import org.jspecify.annotations.NullMarked;
