/// Matchers and mailets of the Apache James mailet API (3.9) as one step of judging: after the evidence is gathered, so
/// that it is about the message as it came, and before routes are found and signatures made, so that they are about the
/// message as it goes.
///
/// Invariants: the step may run more than once for a message; it never delays others past its deadline; its classes see
/// the API and the JDK, and nothing of ours.
@NullMarked
package org.posthorn.policy.extension;

import org.jspecify.annotations.NullMarked;
