/// What a session is told of folders that it has not selected (RFC 5465). Pure: which events count for which folder,
/// and
/// what two looks at the folders tell.
@NullMarked
package org.posthorn.mailbox.imap.watch;

import org.jspecify.annotations.NullMarked;
