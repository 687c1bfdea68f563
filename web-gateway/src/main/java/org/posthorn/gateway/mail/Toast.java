package org.posthorn.gateway.mail;

/// What was just done, with the way back.
///
/// @param undo the token for `/u/{token}`; empty when there is no way back
public record Toast(String text, String undo, String csrf) {
    static final Toast NONE = new Toast("", "", "");

    public boolean shown() {
        return !text.isEmpty();
    }
}
