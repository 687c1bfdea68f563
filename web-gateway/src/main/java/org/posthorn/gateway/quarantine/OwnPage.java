package org.posthorn.gateway.quarantine;

import org.posthorn.gateway.page.Shell;

/// The viewer's own pages.
public final class OwnPage {
    private OwnPage() {}

    /// All that is held.
    public record List(Shell shell, QuarantinePages.Listing listing) {}

    /// One of them.
    public record Message(Shell shell, QuarantinePages.One one) {}
}
