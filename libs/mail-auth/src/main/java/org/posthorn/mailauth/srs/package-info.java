/// The Sender Rewriting Scheme: the reverse-path of mail that is passed on, so that SPF of the next
/// server sees us and not the first sender, and bounces find their way back. No RFC; the form is the one
/// that everybody writes.
///
/// Invariant: only a path that we made ourselves, and not long ago, leads anywhere.
@NullMarked
package org.posthorn.mailauth.srs;

import org.jspecify.annotations.NullMarked;
