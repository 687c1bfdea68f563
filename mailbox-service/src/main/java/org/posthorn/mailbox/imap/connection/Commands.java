package org.posthorn.mailbox.imap.connection;

import java.io.IOException;
import java.util.List;
import org.posthorn.mailbox.imap.grammar.Command;
import org.posthorn.mailbox.imap.grammar.NotifyRequest;
import org.posthorn.mailbox.imap.watch.Watched;

/// Carries commands out that the session machine allowed. STARTTLS, COMPRESS and IDLE belong to the connection.
final class Commands {
    private final Session session;
    private final LoginCommands logins;
    private final FolderCommands folders;
    private final ListCommand lists;
    private final MessageCommands messages;
    private final MetadataCommands metadata;

    Commands(Session session, LoginCommands logins) {
        this.session = session;
        this.logins = logins;
        this.folders = new FolderCommands(session);
        this.lists = new ListCommand(session, folders);
        this.messages = new MessageCommands(session);
        this.metadata = new MetadataCommands(session, folders);
    }

    Answer run(String tag, Command command) throws IOException {
        return switch (command) {
            case Command.Always always -> always(always);
            case Command.BeforeLogin login -> beforeLogin(login);
            case Command.NeedsLogin ofAccount -> ofAccount(ofAccount);
            case Command.NeedsFolder ofFolder -> ofFolder(tag, ofFolder);
        };
    }

    /// Several at once, to one folder; an answer to each.
    List<Answer> append(List<Command.Append> appends) {
        return messages.append(appends);
    }

    private Answer always(Command.Always command) throws IOException {
        switch (command) {
            case Command.Capability() ->
                session.out()
                        .untagged(
                                "CAPABILITY " + session.shared().capabilities().of(session.state()));
            case Command.Noop() -> session.look();
            case Command.Logout() -> {
                session.out().untagged("BYE Good bye");
                session.unselect();
                return Answer.ok("Logged out").with(Answer.News.NONE);
            }
            case Command.Id() -> session.out().untagged("ID (\"name\" \"Posthorn\")");
        }
        return Answer.ok("Done");
    }

    private Answer beforeLogin(Command.BeforeLogin command) throws IOException {
        return switch (command) {
            case Command.Login(var user, var password) -> logins.login(user, password);
            case Command.Authenticate authenticate -> logins.authenticate(authenticate);
            case Command.StartTls() -> throw new IllegalStateException("STARTTLS is the connection's");
        };
    }

    private Answer ofAccount(Command.NeedsLogin command) throws IOException {
        return switch (command) {
            case Command.Enable(var wanted) -> logins.enable(wanted);
            case Command.Select select -> folders.select(select);
            case Command.Create create -> folders.create(create);
            case Command.Delete delete -> folders.delete(delete);
            case Command.Rename rename -> folders.rename(rename);
            case Command.Subscribe subscribe -> folders.subscribe(subscribe);
            case Command.ListFolders(var request) -> lists.list(request);
            case Command.Namespace() -> folders.namespace();
            case Command.Status status -> folders.status(status);
            case Command.Append append -> messages.append(List.of(append)).getFirst();
            case Command.GetQuota(var root) -> QuotaCommands.quota(session, root);
            case Command.GetQuotaRoot(var folder) -> QuotaCommands.root(session, folder);
            case Command.SetQuota _ -> QuotaCommands.REFUSED;
            case Command.Notify(var request) -> watch(request);
            case Command.GetMetadata wanted -> metadata.get(wanted);
            case Command.SetMetadata wanted -> metadata.set(wanted);
            case Command.Idle(), Command.Compress _ ->
                throw new IllegalStateException("IDLE and COMPRESS are the connection's");
        };
    }

    /// RFC 5465 §3.1: first everything is told as with NOOP, then what was asked for counts.
    private Answer watch(NotifyRequest request) throws IOException {
        session.look();
        session.tellNews(Answer.News.ALL);
        session.watch(new FolderWatch(session, folders, new Watched(request.named(session::folderName))));
        return Answer.ok("Notifications are set");
    }

    private Answer ofFolder(String tag, Command.NeedsFolder command) throws IOException {
        return switch (command) {
            case Command.Check() -> {
                session.look();
                yield Answer.ok("Checked");
            }
            case Command.Close(var expunge) -> folders.close(expunge);
            case Command.Expunge(var uids) -> messages.expunge(uids);
            case Command.Search search -> SearchCommand.run(session, tag, search);
            case Command.Fetch fetch -> FetchCommand.run(session, fetch);
            case Command.Store store -> StoreCommand.run(session, store);
            case Command.Copy(var uid, var set, var target) -> messages.copy(uid, set, target);
            case Command.Move(var uid, var set, var target) -> messages.move(uid, set, target);
            case Command.Replace replace -> messages.replace(replace);
            case Command.Sort sort -> OrderCommands.sort(session, tag, sort);
            case Command.Threads thread -> OrderCommands.thread(session, thread);
        };
    }
}
