/// The proof that no mail was lost.
@NullMarked
package org.posthorn.mailctl.ledger;

import org.jspecify.annotations.NullMarked;
