/// SPF: may this client send for this domain (RFC 7208)? [org.posthorn.mailauth.spf.Spf] asks the port `Resolver` and
/// nothing else; records and macros are parsed whole before the first term is evaluated (§4.6).
///
/// Invariants: at most ten terms look anything up, at most two of them in vain (§4.6.4), and a server that does not
/// answer is `temperror`, never a match and never the absence of one.
@NullMarked
package org.posthorn.mailauth.spf;

import org.jspecify.annotations.NullMarked;
