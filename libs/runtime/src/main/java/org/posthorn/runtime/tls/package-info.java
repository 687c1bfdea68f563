/// The certificate of the mail ports: configured files that are read again when they change, or one made at the first
/// start. SMTP, IMAP and POP3 show the same one.
@NullMarked
package org.posthorn.runtime.tls;

import org.jspecify.annotations.NullMarked;
