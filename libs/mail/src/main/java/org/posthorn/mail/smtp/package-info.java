/// The language of SMTP (RFC 5321), read and written by both sides: commands and their parameters, replies, lines, and
/// the
/// transparency of DATA.
///
/// Invariants: only CRLF ends a line, and only CRLF.CRLF ends the data, so that a bare LF or CR can never move the
/// border
/// between two messages (SMTP smuggling); each reader has a limit; octets are moved in blocks.
@NullMarked
package org.posthorn.mail.smtp;

import org.jspecify.annotations.NullMarked;
