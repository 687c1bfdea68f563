package org.posthorn.gateway.mail;

import java.util.ArrayList;
import java.util.List;
import org.posthorn.events.api.MailApi.FlagChange;
import org.posthorn.events.api.MailApi.Move;
import org.posthorn.gateway.client.MailClient;
import org.posthorn.gateway.login.Session;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.http.ServiceError;

/// Does what the buttons of the mail pages say, and says how to take it back.
public final class MailActions {
    private static final int MOST = 500;

    private final MailClient mail;

    public MailActions(MailClient mail) {
        this.mail = mail;
    }

    /// @param text a sentence for the reader
    /// @param code the action and the number of messages, from which the sentence can be made again
    /// @param undo a token; empty when there is no way back
    record Done(String text, String code, String undo) {}

    Done act(Session session, Action action, List<Long> ids) {
        if (ids.isEmpty()) {
            return new Done("Tick some messages first.", "none", "");
        }
        if (ids.size() > MOST) {
            throw Refusal.badRequest("At most " + MOST + " messages at once.");
        }
        try {
            return switch (action) {
                case Action.MoveTo(var folder, var done) -> {
                    var moved = mail.move(session.account(), new Move(ids, folder));
                    yield done(done, ids.size(), new Undo.Moves(moved.undo()).token());
                }
                case Action.Flag(var add, var remove, var done) -> {
                    mail.flag(session.account(), new FlagChange(ids, add, remove));
                    yield done(done, ids.size(), new Undo.Flags(new FlagChange(ids, remove, add)).token());
                }
                case Action.DeleteForGood() -> {
                    mail.expunge(session.account(), ids);
                    yield done("Deleted for good", ids.size(), "");
                }
            };
        } catch (ServiceError.Refused e) {
            throw e.status() == 404
                    ? Refusal.notFound("That message or folder is gone.")
                    : Refusal.badRequest(String.valueOf(e.getMessage()));
        }
    }

    void undo(Session session, Undo undo) {
        switch (undo) {
            case Undo.Moves(var moves) -> {
                for (var move : new ArrayList<>(moves)) {
                    mail.move(session.account(), move);
                }
            }
            case Undo.Flags(var change) -> mail.flag(session.account(), change);
        }
    }

    /// The toast after a redirect: only words of ours are shown, whatever the address says.
    Toast toast(Session session, String code, String undo) {
        int dash = code.lastIndexOf('-');
        if (code.equals("sent")) {
            return new Toast("Message sent.", "", session.csrf());
        }
        if (code.equals("none")) {
            return new Toast("Tick some messages first.", "", session.csrf());
        }
        if (dash < 0 || !code.substring(dash + 1).matches("[0-9]{1,3}")) {
            return Toast.NONE;
        }
        var words = code.substring(0, dash).replace('-', ' ');
        return WORDS.contains(words)
                ? new Toast(sentence(words, Integer.parseInt(code.substring(dash + 1))), undo, session.csrf())
                : Toast.NONE;
    }

    private static final List<String> WORDS = List.of(
            "Archived",
            "Moved to Trash",
            "Marked as junk",
            "Moved to Inbox",
            "Marked as read",
            "Marked as unread",
            "Starred",
            "Star removed",
            "Deleted for good",
            "Moved");

    private static Done done(String words, int count, String undo) {
        return new Done(sentence(words, count), words.replace(' ', '-') + "-" + count, undo);
    }

    private static String sentence(String words, int count) {
        return words + ": " + count + (count == 1 ? " message." : " messages.");
    }
}
