package org.posthorn.ingress.view;

/// What this server knows of the others' decisions.
public record Views(DirectoryView directory, PolicyView policy) {
    /// Whether absence means anything yet.
    public boolean areLoaded() {
        return directory.isLoaded() && policy.isLoaded();
    }
}
