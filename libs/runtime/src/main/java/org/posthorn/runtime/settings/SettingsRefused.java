package org.posthorn.runtime.settings;

/// The configuration cannot be used; the message is one sentence that says which key, why, and what to write.
public final class SettingsRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    public SettingsRefused(String message) {
        super(message);
    }
}
