package org.posthorn.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.posthorn.events.AccountId;
import org.posthorn.events.DirectoryEntry.Access;
import org.posthorn.events.DirectoryEntry.Role;
import org.posthorn.events.api.AccountApi;
import org.posthorn.events.api.AccountApi.Account;
import org.posthorn.events.api.MailApi;
import org.posthorn.events.api.MailApi.Folder;
import org.posthorn.events.api.MailApi.MessageRow;
import org.posthorn.events.api.MailApi.MessageView;
import org.posthorn.events.api.PolicyApi;
import org.posthorn.events.api.QueueApi;
import org.posthorn.gateway.FakeServices.Refused;

/// Accounts and messages in memory, as mailbox-service's API shows them.
public final class FakeMailbox {
    static final List<String> USES = List.of("Inbox", "Drafts", "Sent", "Archive", "Junk", "Trash");

    final Map<String, Account> accounts = new ConcurrentHashMap<>();
    final Map<String, String> passwords = new ConcurrentHashMap<>();
    final Map<String, AccountApi.Domain> domains = new ConcurrentHashMap<>();
    final Map<Long, Map<Long, Stored>> messages = new ConcurrentHashMap<>();
    final Map<String, AccountApi.Alias> aliases = new ConcurrentHashMap<>();
    final List<PolicyApi.DkimKey> keys = new CopyOnWriteArrayList<>();
    final List<QueueApi.QueuedRow> queue = new CopyOnWriteArrayList<>();
    final List<String> queueActions = new CopyOnWriteArrayList<>();
    /// Which conversations were asked for, and around which message.
    final List<String> opened = new CopyOnWriteArrayList<>();
    private final Map<Long, Map<Long, String>> own = new ConcurrentHashMap<>();
    private final List<String> granted = new CopyOnWriteArrayList<>();
    private static final int LONGEST_THREAD = 100;
    private long next = 100;

    /// @param parts decoded, by number
    record Stored(MessageView view, Map<String, byte[]> parts) {
        MessageRow row() {
            return view.row();
        }
    }

    synchronized Account addAccount(String address, String password, Role role) {
        var id = new AccountId(accounts.size() + 1L);
        var name = Character.toUpperCase(address.charAt(0)) + address.substring(1, address.indexOf('@'));
        var account = new Account(
                id,
                address,
                List.of(address),
                name,
                role,
                true,
                true,
                2_400_000,
                12,
                Instant.parse("2026-11-01T08:00:00Z"));
        accounts.put(address, account);
        passwords.put(address, password);
        messages.put(id.value(), new ConcurrentHashMap<>());
        var domain = address.substring(address.indexOf('@') + 1);
        domains.putIfAbsent(
                domain, new AccountApi.Domain(domain, 1, Access.EVERYONE, 2, 0, Instant.parse("2026-11-01T08:00:00Z")));
        return account;
    }

    /// Files a message and returns its id.
    synchronized long add(long account, Letter letter) {
        long id = letter.id().orElse(next++);
        box(account).put(id, letter.stored(id));
        return id;
    }

    /// As if it had never been there.
    void forget(long account, long id) {
        box(account).remove(id);
    }

    /// All messages of an account.
    List<Stored> stored(long account) {
        return List.copyOf(box(account).values());
    }

    private Map<Long, Stored> box(long account) {
        var box = messages.get(account);
        if (box == null) {
            throw new Refused(404, "There is no such account.");
        }
        return box;
    }

    Object authenticate(AccountApi.Authenticate who) {
        var address = who.login().contains("@") ? who.login() : who.login() + "@localhost";
        var account = accounts.get(address);
        if (account == null || !who.password().equals(passwords.get(address))) {
            throw new Refused(401, "Wrong name or password.");
        }
        return new AccountApi.Authenticated(account.id(), address, account.role(), account.addresses());
    }

    Account account(String address) {
        var account = accounts.get(address);
        if (account == null) {
            throw new Refused(404, "There is no account " + address + ".");
        }
        return account;
    }

    AccountApi.Quota quota(String address) {
        long used = account(address).bytes();
        var own = new AccountApi.QuotaLimits(Optional.empty(), Optional.empty());
        return new AccountApi.Quota(used, 12, 2_500_000, 0, (int) (used * 100 / 2_500_000), own, Optional.empty());
    }

    Object add(AccountApi.NewAccount wanted) {
        var address = wanted.address().contains("@") ? wanted.address() : wanted.address() + "@localhost";
        if (accounts.containsKey(address)) {
            throw new Refused(409, "The address " + address + " is taken.");
        }
        var account = addAccount(
                address,
                wanted.password().orElse("generated-7aXk"),
                wanted.role().orElse(Role.USER));
        return new AccountApi.AccountCreated(
                account, wanted.password().isPresent() ? Optional.empty() : Optional.of("generated-7aXk"));
    }

    Object change(String address, AccountApi.AccountChange change) {
        var before = account(address);
        change.password().ifPresent(password -> passwords.put(address, password));
        var after = new Account(
                before.id(),
                address,
                before.addresses(),
                change.displayName().orElse(before.displayName()),
                change.role().orElse(before.role()),
                change.enabled().orElse(before.enabled()),
                change.sentCopy().orElse(before.sentCopy()),
                before.bytes(),
                before.messages(),
                before.createdAt());
        accounts.put(address, after);
        return after;
    }

    byte[] delete(String address) {
        accounts.remove(account(address).address());
        return new byte[0];
    }

    Object addDomain(AccountApi.NewDomain wanted) {
        var domain = new AccountApi.Domain(
                wanted.domain(),
                1,
                wanted.access().orElse(Access.EVERYONE),
                0,
                0,
                Instant.parse("2026-11-20T08:00:00Z"));
        domains.put(wanted.domain(), domain);
        return domain;
    }

    Object change(String name, AccountApi.DomainChange change) {
        return domains.computeIfPresent(
                name,
                (_, domain) -> new AccountApi.Domain(
                        name,
                        domain.tenant(),
                        change.access().orElse(domain.access()),
                        domain.accounts(),
                        domain.aliases(),
                        domain.createdAt()));
    }

    /// What accounts were granted; the fake keeps one list for all.
    Object senders(String method, List<String> sender) {
        switch (method) {
            case "PUT" -> granted.addAll(sender);
            case "DELETE" -> granted.removeAll(sender);
            default -> {}
        }
        return List.copyOf(granted);
    }

    byte[] deleteDomain(String domain) {
        if (accounts.keySet().stream().anyMatch(address -> address.endsWith("@" + domain))) {
            throw new Refused(409, "The domain " + domain + " still has accounts.");
        }
        domains.remove(domain);
        return new byte[0];
    }

    Object putAlias(AccountApi.Alias alias) {
        if (accounts.containsKey(alias.address())) {
            throw new Refused(409, "The address " + alias.address() + " is taken by an account.");
        }
        aliases.put(alias.address(), alias);
        return alias;
    }

    byte[] deleteAlias(String address) {
        aliases.remove(address);
        return new byte[0];
    }

    Object generate(PolicyApi.NewDkimKey wanted) {
        var key = new PolicyApi.DkimKey(
                wanted.domain(),
                wanted.selector(),
                "rsa",
                true,
                Instant.parse("2026-11-20T08:00:00Z"),
                wanted.selector() + "._domainkey." + wanted.domain(),
                "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA",
                "active");
        keys.add(key);
        return List.of(key);
    }

    synchronized Folder createFolder(long account, String name) {
        var folders = own.computeIfAbsent(account, _ -> new ConcurrentHashMap<>());
        if (folders.containsValue(name)) {
            throw new Refused(409, "There is a folder " + name + " already.");
        }
        long id = next++;
        folders.put(id, name);
        return new Folder(id, name, Optional.empty(), 0, 0, 0, 1);
    }

    Folder renameFolder(long account, long id, String name) {
        own.getOrDefault(account, Map.of()).replace(id, name);
        return new Folder(id, name, Optional.empty(), 0, 0, 0, 1);
    }

    byte[] deleteFolder(long account, long id) {
        own.getOrDefault(account, Map.of()).remove(id);
        return new byte[0];
    }

    List<Folder> folders(long account) {
        var folders = new ArrayList<Folder>();
        for (int i = 0; i < USES.size(); i++) {
            long id = i + 1L;
            var inside = box(account).values().stream()
                    .filter(each -> each.row().folder() == id)
                    .toList();
            long unseen = inside.stream()
                    .filter(each -> !each.row().flags().contains("\\Seen"))
                    .count();
            var name = i == 0 ? "INBOX" : USES.get(i);
            folders.add(new Folder(id, name, Optional.of(USES.get(i)), inside.size(), unseen, 1_000, 1));
        }
        own.getOrDefault(account, Map.of())
                .forEach((id, name) -> folders.add(new Folder(id, name, Optional.empty(), 0, 0, 0, 1)));
        return folders;
    }

    FakeListing listing(long account) {
        return new FakeListing(stored(account));
    }

    static long folder(String name) {
        for (int i = 0; i < USES.size(); i++) {
            if (USES.get(i).equalsIgnoreCase(name)) {
                return i + 1L;
            }
        }
        return Long.parseLong(name);
    }

    Object thread(long account, long thread, String around) {
        opened.add(thread + " around " + around);
        var all = box(account).values().stream()
                .map(Stored::view)
                .filter(view -> view.row().thread() == thread)
                .sorted(Comparator.comparing(view -> view.row().date()))
                .toList();
        int from = Math.clamp(indexOf(all, around) - LONGEST_THREAD / 2L, 0, Math.max(0, all.size() - LONGEST_THREAD));
        int to = Math.min(all.size(), from + LONGEST_THREAD);
        return new MailApi.ConversationView(all.subList(from, to), all.size(), idAt(all, from - 1), idAt(all, to));
    }

    private static int indexOf(List<MailApi.MessageView> messages, String id) {
        for (int i = 0; i < messages.size(); i++) {
            if (String.valueOf(messages.get(i).row().id()).equals(id)) {
                return i;
            }
        }
        return messages.size();
    }

    private static Optional<Long> idAt(List<MailApi.MessageView> messages, int index) {
        return index < 0 || index >= messages.size()
                ? Optional.empty()
                : Optional.of(messages.get(index).row().id());
    }

    Stored message(long account, long id) {
        var stored = box(account).get(id);
        if (stored == null) {
            throw new Refused(404, "There is no such message.");
        }
        return stored;
    }

    MailApi.Flagged flag(long account, MailApi.FlagChange change) {
        var changed = new ArrayList<Long>();
        for (long id : change.ids()) {
            var stored = message(account, id);
            var flags = new LinkedHashSet<>(stored.row().flags());
            flags.addAll(change.add());
            flags.removeAll(change.remove());
            if (!flags.equals(new LinkedHashSet<>(stored.row().flags()))) {
                changed.add(id);
            }
            replace(account, stored, List.copyOf(flags), stored.row().folder());
        }
        return new MailApi.Flagged(changed);
    }

    Object move(long account, MailApi.Move move) {
        var undo = new LinkedHashMap<Long, List<Long>>();
        for (long id : move.ids()) {
            var stored = message(account, id);
            undo.computeIfAbsent(stored.row().folder(), _ -> new ArrayList<>()).add(id);
            replace(account, stored, stored.row().flags(), folder(move.folder()));
        }
        return new MailApi.Moved(undo.entrySet().stream()
                .map(from -> new MailApi.Move(from.getValue(), Long.toString(from.getKey())))
                .toList());
    }

    private void replace(long account, Stored stored, List<String> flags, long folder) {
        var row = stored.row();
        var changed = new MessageRow(
                row.id(),
                row.uid(),
                row.thread(),
                row.date(),
                row.from(),
                row.fromAddress(),
                row.to(),
                row.subject(),
                row.preview(),
                row.attachments(),
                row.size(),
                flags,
                folder);
        var view = stored.view();
        box(account)
                .put(
                        row.id(),
                        new Stored(
                                new MessageView(
                                        changed,
                                        view.messageId(),
                                        view.references(),
                                        view.from(),
                                        view.replyTo(),
                                        view.to(),
                                        view.cc(),
                                        view.bcc(),
                                        view.text(),
                                        view.html(),
                                        view.parts(),
                                        view.authenticationResults()),
                                stored.parts()));
    }

    byte[] expunge(long account, MailApi.Expunge expunge) {
        expunge.ids().forEach(box(account)::remove);
        return new byte[0];
    }

    synchronized Object append(long account, byte[] octets, @org.jspecify.annotations.Nullable String replaces) {
        try {
            long id = next++;
            box(account).put(id, Letter.parsed(octets, folder("drafts")).stored(id));
            if (replaces != null) {
                box(account).remove(Long.valueOf(replaces));
            }
            return new MailApi.Appended(id, id);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
