/// Folders of an account, with UIDs and mod-sequences (RFC 9051 §2.3.1, RFC 7162).
@NullMarked
package org.posthorn.mailbox.folder;

import org.jspecify.annotations.NullMarked;
