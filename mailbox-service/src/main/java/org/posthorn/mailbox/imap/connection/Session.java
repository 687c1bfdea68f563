package org.posthorn.mailbox.imap.connection;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.AccountId;
import org.posthorn.mail.imap.ModifiedUtf7;
import org.posthorn.mailbox.change.Notices;
import org.posthorn.mailbox.folder.FolderNames;
import org.posthorn.mailbox.imap.grammar.FetchItem;
import org.posthorn.mailbox.imap.session.Rules;
import org.posthorn.mailbox.imap.session.SessionState;
import org.posthorn.mailbox.imap.session.SessionState.Authenticated;
import org.posthorn.mailbox.imap.session.SessionState.Event;
import org.posthorn.mailbox.imap.session.SessionState.LoggedOut;
import org.posthorn.mailbox.imap.session.SessionState.NotAuthenticated;
import org.posthorn.mailbox.imap.session.SessionState.Selected;
import org.posthorn.mailbox.imap.session.SessionState.User;
import org.posthorn.mailbox.imap.store.FlagRow;
import org.posthorn.mailbox.imap.store.ViewStore.Changes;
import org.posthorn.mailbox.imap.view.SelectedFolder;
import org.posthorn.mailbox.imap.watch.Watched;
import org.posthorn.mailbox.imap.wire.ResponseWriter;
import org.posthorn.runtime.EnvironmentFailure;

/// What a connection remembers between commands. Confined to the connection's thread, or to who holds its lock.
final class Session implements Notices.Listener {
    private final Shared shared;
    private final ResponseWriter out;
    private final Progress progress;
    private final FetchRoom room;
    private final Set<Extension> enabled = new TreeSet<>();
    private SessionState state;
    private volatile @Nullable SelectedFolder selected;
    /// What the client asked to be told; null when it never asked.
    private volatile @Nullable FolderWatch watch;
    /// Runs when a notice comes; set while the session idles.
    private volatile @Nullable Runnable wake;

    /// What a client has to ask for before it changes how the server answers (RFC 9051 §6.3.1).
    enum Extension {
        CONDSTORE,
        IMAP4REV2,
        QRESYNC,
        UTF8_ACCEPT
    }

    Session(Shared shared, ResponseWriter out, SessionState state) {
        this.shared = shared;
        this.out = out;
        this.progress = new Progress(out);
        this.room = new FetchRoom(
                shared.fetchBudget(), shared.settings().fetchBuffer() / FetchRoom.MIB, out::waited, System::nanoTime);
        this.state = state;
    }

    Shared shared() {
        return shared;
    }

    Stores stores() {
        return shared.stores();
    }

    ResponseWriter out() {
        return out;
    }

    Progress progress() {
        return progress;
    }

    FetchRoom room() {
        return room;
    }

    SessionState state() {
        return state;
    }

    /// Whoever was logged in leaves with the end, however it came about.
    void happened(Event event) {
        var before = user();
        state = Rules.after(state, event);
        if (state instanceof LoggedOut) {
            before.ifPresent(this::leave);
        }
    }

    private void leave(User user) {
        shared.notices().remove(user.account(), this);
        shared.sessions().leave(user.account());
    }

    /// Who is logged in; commands that ask for it are ruled out before a login.
    AccountId account() {
        return user().orElseThrow(() -> new IllegalStateException("nobody is logged in"))
                .account();
    }

    Optional<User> user() {
        return switch (state) {
            case Authenticated(var user) -> Optional.of(user);
            case Selected(var user, var _) -> Optional.of(user);
            case NotAuthenticated _, LoggedOut _ -> Optional.empty();
        };
    }

    SelectedFolder selected() {
        var folder = selected;
        if (folder == null) {
            throw new IllegalStateException("no folder is selected");
        }
        return folder;
    }

    boolean hasSelected() {
        return selected != null;
    }

    void select(SelectedFolder folder) {
        selected = folder;
        happened(new Event.FolderSelected(folder.readOnly()));
    }

    void unselect() {
        if (selected != null) {
            selected = null;
            happened(new Event.FolderLeft());
        }
    }

    boolean has(Extension extension) {
        return enabled.contains(extension);
    }

    void enable(Extension extension) {
        enabled.add(extension);
        if (extension == Extension.IMAP4REV2 || extension == Extension.UTF8_ACCEPT) {
            out.allowUtf8();
        }
        if (extension == Extension.QRESYNC) {
            enabled.add(Extension.CONDSTORE);
        }
    }

    /// A folder's name as it is stored: INBOX in any case, and decoded for clients of IMAP4rev1. Empty when it is not
    /// written as names are (RFC 3501 §5.1.3): it would come back to the client as another one.
    Optional<String> folderName(String written) {
        var name = out.isUtf8() ? written : ModifiedUtf7.decode(written);
        if (!shownName(name).equals(written)) {
            return Optional.empty();
        }
        return Optional.of(FolderNames.stored(name));
    }

    /// A folder's name as this client reads it.
    String shownName(String name) {
        return out.isUtf8() ? name : ModifiedUtf7.encode(name);
    }

    /// Replaces what the client asked to be told (RFC 5465 §3.1), which goes on when that cannot begin.
    void watch(FolderWatch wanted) throws IOException {
        var before = watch;
        watch = wanted;
        try {
            wanted.begin();
        } catch (EnvironmentFailure e) {
            watch = before;
            if (before != null) {
                before.missed();
            }
            throw e;
        }
    }

    /// Whether the client listens also while no command runs.
    boolean isWatching() {
        return watch != null;
    }

    @Override
    public void changed(long folder, long modSeq) {
        boolean news = noticed(folder, modSeq);
        var watching = watch;
        if (watching != null) {
            news |= watching.heard(folder, modSeq);
        }
        if (news) {
            wakeUp();
        }
    }

    @Override
    public void foldersChanged(long folder, long modSeq) {
        boolean news = noticed(folder, modSeq);
        var watching = watch;
        if (watching != null) {
            news |= watching.heardOfList(modSeq);
        }
        if (news) {
            wakeUp();
        }
    }

    /// @return whether it is news of the selected folder
    private boolean noticed(long folder, long modSeq) {
        var current = selected;
        return current != null && current.folder().id() == folder && current.noticed(modSeq);
    }

    @Override
    public void missed() {
        var current = selected;
        if (current != null) {
            current.suspect();
        }
        var watching = watch;
        if (watching != null) {
            watching.missed();
        }
        if (current != null || watching != null) {
            wakeUp();
        }
    }

    private void wakeUp() {
        var waiting = wake;
        if (waiting != null) {
            waiting.run();
        }
    }

    /// Looks for news with the next answer, whether a notice came or not.
    void look() {
        if (selected != null) {
            selected.suspect();
        }
    }

    void onNotice(@Nullable Runnable action) {
        wake = action;
    }

    /// Tells what changed while the client waits for nothing.
    ///
    /// @param idling whether it idles, when messages may leave in any case (RFC 5465 §4)
    void push(boolean idling) throws IOException {
        boolean delayed = wanted().map(Watched.OfSelected::delayed).orElse(true);
        tellNews(idling || !delayed ? Answer.News.ALL : Answer.News.WITHOUT_EXPUNGE);
    }

    private Optional<Watched.OfSelected> wanted() {
        var watching = watch;
        return watching == null
                ? Optional.of(Watched.OfSelected.EVERYTHING)
                : watching.watched().ofSelected();
    }

    /// Tells what changed, as far as it may be told now.
    void tellNews(Answer.News allowed) throws IOException {
        if (allowed == Answer.News.NONE) {
            return;
        }
        var wanted = wanted();
        if (wanted.isPresent()) {
            tellSelected(allowed, wanted.get());
        } else if (allowed == Answer.News.OWN) {
            tellSelected(allowed, Watched.OfSelected.EVERYTHING);
        }
        var watching = watch;
        if (watching != null && watching.isStale()) {
            watching.tell();
        }
    }

    private void tellSelected(Answer.News allowed, Watched.OfSelected wanted) throws IOException {
        var current = selected;
        if (current == null || !current.isStale()) {
            return;
        }
        boolean mayExpunge = allowed != Answer.News.WITHOUT_EXPUNGE;
        var heard = current.heard();
        long last = current.messages().lastUid();
        var folder = current.folder().id();
        var changes = current.missesChanges()
                ? stores().views().since(stores().database(), account(), folder, current.modSeq())
                : Changes.none(current.modSeq());
        var news = current.take(changes, mayExpunge);
        current.looked(heard);
        tellGone(news);
        if (news.arrived()) {
            out.text("* ").number(current.messages().count()).text(" EXISTS").end();
            if (!wanted.items().isEmpty()) {
                tellArrived(current.messages().countUpTo(last), wanted.items());
            }
        }
        if (wanted.flags()) {
            for (var row : news.flags()) {
                tellFlags(current, row);
            }
        }
    }

    /// They are counted already: when they cannot be told of now, nothing would tell of them later.
    private void tellArrived(int from, List<FetchItem> items) throws IOException {
        try {
            FetchCommand.arrived(this, from, items);
        } catch (EnvironmentFailure e) {
            throw new IOException("new messages cannot be told of", e);
        }
    }

    private void tellGone(SelectedFolder.News news) throws IOException {
        if (has(Extension.QRESYNC) && news.uids().length > 0) {
            out.text("* VANISHED ").text(UidText.of(news.uids())).end();
            return;
        }
        var indexes = news.indexes();
        for (int i = 0; i < indexes.length; i++) {
            out.text("* ").number(indexes[i] + 1L - i).text(" EXPUNGE").end();
        }
    }

    void tellFlags(SelectedFolder folder, FlagRow row) throws IOException {
        int index = folder.messages().indexOf(row.uid());
        if (index < 0) {
            return;
        }
        out.text("* ").number(index + 1L).text(" FETCH (UID ").number(row.uid());
        if (has(Extension.CONDSTORE)) {
            out.text(" MODSEQ (").number(row.modSeq()).text(")");
        }
        out.text(" FLAGS ");
        FlagText.write(out, row);
        out.text(")").end();
    }

    /// Forgets everything, when the connection ends.
    void end() {
        onNotice(null);
        happened(new Event.Ended());
        selected = null;
    }

    /// The tagged response of a command, without its tag. When messages left, a client that asked for
    /// mod-sequences learns up to which one it knows the folder (RFC 7162 §3.2.7, RFC 6851 §4.4). One that
    /// did not want to hear of flags does not know it.
    String text(Answer answer) {
        var current = selected;
        boolean knows = wanted().map(Watched.OfSelected::flags).orElse(true);
        return answer.news() == Answer.News.OWN && current != null && knows && has(Extension.CONDSTORE)
                ? answer.text().replaceFirst("OK ", "OK [HIGHESTMODSEQ " + current.modSeq() + "] ")
                : answer.text();
    }

    @Override
    public String toString() {
        return Arrays.toString(enabled.toArray()) + " " + state;
    }
}
