package org.posthorn.ingress.view;

import org.posthorn.runtime.credit.CreditView;

/// What this server knows of the others' decisions.
///
/// @param credits what accounts can afford
public record Views(DirectoryView directory, PolicyView policy, CreditView credits) {
    /// Whether absence means anything yet.
    public boolean areLoaded() {
        return directory.isLoaded() && policy.isLoaded();
    }
}
