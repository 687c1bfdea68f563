package org.posthorn.gateway.mail;

import java.util.ArrayList;
import java.util.List;
import org.posthorn.events.api.MailApi.FlagChange;
import org.posthorn.events.api.MailApi.Move;
import org.posthorn.events.api.MailApi.Moved;
import org.posthorn.gateway.client.MailClient;
import org.posthorn.gateway.login.Session;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.http.ServiceError;

/// Does what the buttons of the mail pages say, and says how to take it back.
public final class MailActions {
    /// At once from a whole folder; what is more is said, and takes another press.
    private static final int MOST = Undo.MOST_IDS;

    /// Ticked by hand.
    private static final int MOST_TICKED = 500;

    /// Messages of one request to mailbox-service.
    private static final int CHUNK = 5_000;

    private final MailClient mail;

    public MailActions(MailClient mail) {
        this.mail = mail;
    }

    /// What an action is for.
    ///
    /// @param ids messages
    /// @param threads conversations: their messages in the folder
    /// @param all everything that the list would show, page by page
    record Chosen(List<Long> ids, List<Long> threads, boolean all) {}

    /// @param text a sentence for the reader
    /// @param code the action and the number of messages, from which the sentence can be made again
    /// @param undo a token; empty when there is no way back
    record Done(String text, String code, String undo) {}

    Done act(Asked asked, Action action, Chosen chosen) {
        if (chosen.ids().size() + chosen.threads().size() > MOST_TICKED) {
            throw Refusal.badRequest("At most " + MOST_TICKED + " at once.");
        }
        try {
            var ids = ids(asked, action, chosen);
            if (ids.isEmpty()) {
                return new Done("Tick some messages first.", "none", "");
            }
            var more = chosen.all() && ids.size() == MOST ? " There may be more." : "";
            var done = act(asked.session(), action, ids);
            return new Done(done.text() + more, done.code(), done.undo());
        } catch (ServiceError.Refused e) {
            throw e.status() == 404
                    ? Refusal.notFound("That message or folder is gone.")
                    : Refusal.badRequest(String.valueOf(e.getMessage()));
        }
    }

    /// Deletes for good what lies in Trash, also what a view of it leaves out.
    Done emptyTrash(Asked asked) {
        if (!asked.folder().equals("trash")) {
            throw Refusal.badRequest("Only Trash can be emptied.");
        }
        return act(asked.whole(), new Action.DeleteForGood(), new Chosen(List.of(), List.of(), true));
    }

    private List<Long> ids(Asked asked, Action action, Chosen chosen) {
        var account = asked.session().account();
        if (chosen.all() && !asked.search()) {
            return mail.ids(account, asked.folder(), asked.view(), MOST);
        }
        var ids = new ArrayList<>(chosen.ids());
        if (!chosen.threads().isEmpty() && !asked.search()) {
            boolean newestOnly =
                    action instanceof Action.Flag flag && flag.add().contains("\\Flagged");
            for (var threads : newestOnly ? each(chosen.threads()) : List.of(chosen.threads())) {
                var found = mail.ids(account, asked.folder(), threads);
                ids.addAll(newestOnly && !found.isEmpty() ? found.subList(0, 1) : found);
            }
        }
        return ids;
    }

    private static List<List<Long>> each(List<Long> threads) {
        return threads.stream().map(List::of).toList();
    }

    private Done act(Session session, Action action, List<Long> ids) {
        return switch (action) {
            case Action.MoveTo(var folder, var done) -> {
                var undo = new ArrayList<Move>();
                for (var chunk : chunks(ids)) {
                    Moved moved = mail.move(session.account(), new Move(chunk, folder));
                    undo.addAll(moved.undo());
                }
                yield done(done, ids.size(), undo.isEmpty() ? "" : new Undo.Moves(undo).token());
            }
            case Action.Flag(var add, var remove, var done) -> {
                var changed = new ArrayList<Long>();
                for (var chunk : chunks(ids)) {
                    changed.addAll(mail.flag(session.account(), new FlagChange(chunk, add, remove))
                            .ids());
                }
                var undo = new Undo.Flags(new FlagChange(changed, remove, add));
                yield done(done, ids.size(), changed.isEmpty() ? "" : undo.token());
            }
            case Action.DeleteForGood() -> {
                for (var chunk : chunks(ids)) {
                    mail.expunge(session.account(), chunk);
                }
                yield done("Deleted for good", ids.size(), "");
            }
        };
    }

    private static List<List<Long>> chunks(List<Long> ids) {
        var chunks = new ArrayList<List<Long>>();
        for (int at = 0; at < ids.size(); at += CHUNK) {
            chunks.add(ids.subList(at, Math.min(at + CHUNK, ids.size())));
        }
        return chunks;
    }

    void undo(Session session, Undo undo) {
        switch (undo) {
            case Undo.Moves(var moves) -> {
                for (var move : moves) {
                    mail.move(session.account(), move);
                }
            }
            case Undo.Flags(var change) -> {
                for (var chunk : chunks(change.ids())) {
                    mail.flag(session.account(), new FlagChange(chunk, change.add(), change.remove()));
                }
            }
        }
    }

    /// The toast after a redirect: only words of ours are shown, whatever the address says.
    Toast toast(Asked asked, String code, String undo) {
        return switch (code) {
            case "sent" -> Toast.plain("Message sent.");
            case "none" -> Toast.plain("Tick some messages first.");
            case "undone" -> Toast.plain("Undone.");
            default -> counted(asked, code, undo);
        };
    }

    private static Toast counted(Asked asked, String code, String undo) {
        int dash = code.lastIndexOf('-');
        if (dash < 0 || !code.substring(dash + 1).matches("[0-9]{1,6}")) {
            return Toast.NONE;
        }
        var words = code.substring(0, dash).replace('-', ' ');
        return WORDS.contains(words)
                ? Toast.of(sentence(words, Integer.parseInt(code.substring(dash + 1))), undo, asked)
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
