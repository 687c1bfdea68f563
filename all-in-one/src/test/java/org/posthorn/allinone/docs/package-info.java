/// The documents are tested like code: what they name exists, what the code names is in them.
@NullMarked
package org.posthorn.allinone.docs;

import org.jspecify.annotations.NullMarked;
