/// What an IMAP client may say (RFC 9051 §9, RFC 3501 §9): octets in, one record for each command out. Nothing here
/// knows a session or a store; whatever the client sends becomes a command or one sentence saying what is wrong.
@NullMarked
package org.posthorn.mailbox.imap.grammar;

import org.jspecify.annotations.NullMarked;
