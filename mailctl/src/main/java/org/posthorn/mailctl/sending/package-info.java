/// Mail that mailctl itself sends: a message to try the whole path, and many to measure it.
///
/// The client here is no mail server's: it speaks to our own listeners only, pipelines (RFC 2920), and gives up at the
/// first thing it did not expect.
@NullMarked
package org.posthorn.mailctl.sending;

import org.jspecify.annotations.NullMarked;
