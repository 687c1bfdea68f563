/// The selected folder as one session knows it: sequence numbers are this session's own (RFC 9051 §2.3.1.2).
@NullMarked
package org.posthorn.mailbox.imap.view;

import org.jspecify.annotations.NullMarked;
