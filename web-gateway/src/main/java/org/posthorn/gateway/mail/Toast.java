package org.posthorn.gateway.mail;

/// What was just done, with the way back.
///
/// @param undo the token for `/u`; empty when there is no way back
/// @param folder of the list that is looked at
/// @param cursor of the page of it that is looked at; empty for the newest
public record Toast(String text, String undo, String folder, String view, String query, String cursor, String csrf) {
    static final Toast NONE = plain("");

    static Toast plain(String text) {
        return new Toast(text, "", "", "", "", "", "");
    }

    static Toast of(MailActions.Done done, Asked asked) {
        return of(done.text(), done.undo(), asked);
    }

    static Toast of(String text, String undo, Asked asked) {
        return new Toast(
                text,
                undo,
                asked.folder(),
                asked.view(),
                asked.query(),
                asked.cursor().orElse(""),
                asked.session().csrf());
    }

    public boolean shown() {
        return !text.isEmpty();
    }
}
