/// What exists here, as this server knows it: the `directory` topic as a local view, so that accepting mail asks
/// nobody.
@NullMarked
package org.posthorn.ingress.view;

import org.jspecify.annotations.NullMarked;
