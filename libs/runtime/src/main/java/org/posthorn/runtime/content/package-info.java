/// Messages past the inline limit: their octets are in the claim store, durably, before the record that names them is
/// written (the claim check pattern).
@NullMarked
package org.posthorn.runtime.content;

import org.jspecify.annotations.NullMarked;
