package org.posthorn.gateway.page;

/// Who looks at a page.
///
/// @param csrf the session's token, for forms
public record Viewer(String address, boolean admin, String csrf) {
    /// One letter for the account button.
    public String initial() {
        return address.substring(0, 1).toUpperCase(java.util.Locale.ROOT);
    }
}
