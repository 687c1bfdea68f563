package org.posthorn.delivery.nexthop;

import org.posthorn.delivery.transport.TlsFailure;

/// What came of asking for a policy file.
sealed interface Fetched {
    /// A policy.
    record File(MtaStsPolicy policy) implements Fetched {}

    /// None that can be believed.
    ///
    /// @param failure as reports name it
    record Failed(TlsFailure failure, String reason) implements Fetched {}
}
