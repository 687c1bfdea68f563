/// DMARC: does what SPF and DKIM proved belong to the author's domain, and what does its owner ask for
/// where it does not (RFC 7489 and its successor RFC 9989)? Policies and organizational domains are
/// found by the DNS tree walk; the public suffix list decides only where the tree says nothing (ADR
/// 0029).
///
/// Invariants: at most eight questions for one tree walk, and a server that does not answer is
/// `temperror`, never a pass and never the absence of a policy.
@NullMarked
package org.posthorn.mailauth.dmarc;

import org.jspecify.annotations.NullMarked;
