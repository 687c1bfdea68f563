/// What exists here and who is blocked, as this server knows it: the topics `directory` and `policy` as local views, so
/// that accepting mail asks nobody.
@NullMarked
package org.posthorn.ingress.view;

import org.jspecify.annotations.NullMarked;
