/// What of IMAP's grammar others need too: tools that read Maildirs write names of folders as IMAP4rev1 does.
@NullMarked
package org.posthorn.mail.imap;

import org.jspecify.annotations.NullMarked;
