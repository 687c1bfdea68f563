package org.posthorn.policy.lists;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.posthorn.events.PolicyEntry;
import org.posthorn.events.api.ListApi.Checked;
import org.posthorn.events.api.ListApi.Entry;
import org.posthorn.events.api.ListApi.Import;
import org.posthorn.events.api.ListApi.Imported;
import org.posthorn.events.api.ListApi.NewEntry;
import org.posthorn.events.api.ListApi.RefusedLine;
import org.posthorn.events.api.Page;
import org.posthorn.mail.Parsed;
import org.posthorn.mail.address.IpNetwork;
import org.posthorn.mail.address.MailboxAddress;
import org.posthorn.policy.publish.EntrySource;
import org.posthorn.policy.publish.PolicyEntries;
import org.posthorn.policy.quarantine.AllowedSenders;
import org.posthorn.runtime.LogText;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Changes the two lists, each change with its entry of the topic `policy` in one transaction, and answers what they
/// say of a sender and a client.
public final class SenderLists implements EntrySource, AllowedSenders {
    private static final Logger LOG = LoggerFactory.getLogger(SenderLists.class);
    private static final int LARGEST_PAGE = 500;
    private static final int LARGEST_IMPORT = 5_000;
    private static final int MOST_REFUSED_LINES = 100;
    private static final int SNAPSHOT_ROWS = 1_000;
    private static final int LONGEST_REASON = 500;
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final Database database;
    private final PolicyEntries entries;
    private final InstantSource clock;
    private final ListStore store = new ListStore();

    public SenderLists(Database database, PolicyEntries entries, InstantSource clock) {
        this.database = database;
        this.entries = entries;
        this.clock = clock;
    }

    Page<Entry> page(ListName list, String cursor, String query, int limit) {
        int most = Math.clamp(limit, 1, LARGEST_PAGE);
        var rows = store.page(database, list, cursor, query.strip(), most);
        var next = rows.size() < most
                ? Optional.<String>empty()
                : Optional.of(rows.getLast().subject());
        return new Page<>(rows, next);
    }

    Entry add(ListName list, NewEntry wanted) {
        var subject = read(wanted.subject(), wanted.includeSubdomains());
        var facts = facts(wanted.reason(), wanted.by(), wanted.expires());
        database.run(tx -> put(tx, list, List.of(subject), facts));
        LOG.info("mail: {} {}: {}", list.added(), subject.kind().spoken(), LogText.of(subject.text()));
        return store.one(database, list, subject.text()).getFirst();
    }

    /// @throws Refusal 404 when there is none
    void remove(ListName list, String written) {
        var subject = read(written, false);
        database.run(tx -> {
            if (!store.delete(tx, list, subject.text())) {
                throw Refusal.notFound(subject.text() + " is not on the " + list.text() + ".");
            }
            entries.gone(tx, list.key(subject.text()));
        });
        LOG.info("mail: {} {}: {}", list.removed(), subject.kind().spoken(), LogText.of(subject.text()));
    }

    Imported load(ListName list, Import wanted) {
        if (wanted.subjects().size() > LARGEST_IMPORT) {
            throw Refusal.badRequest("At most " + LARGEST_IMPORT + " entries are imported at once.");
        }
        var facts = facts(wanted.reason(), wanted.by(), wanted.expires());
        var subjects = new LinkedHashMap<String, Subject>();
        var refused = new ArrayList<RefusedLine>();
        for (int i = 0; i < wanted.subjects().size(); i++) {
            var text = withoutComment(wanted.subjects().get(i));
            if (text.isEmpty()) {
                continue;
            }
            switch (Subject.parse(text, wanted.includeSubdomains() && isDomain(text))) {
                case Parsed.Ok<Subject>(var subject) -> subjects.put(subject.text(), subject);
                case Parsed.Malformed<Subject>(var reason) -> {
                    if (refused.size() < MOST_REFUSED_LINES) {
                        refused.add(new RefusedLine(i + 1, text, reason));
                    }
                }
            }
        }
        database.run(tx -> put(tx, list, List.copyOf(subjects.values()), facts));
        LOG.info("mail: {} {} imported entries", list.added(), subjects.size());
        return new Imported(subjects.size(), refused);
    }

    private static boolean isDomain(String text) {
        return text.startsWith("@") || text.startsWith("*@");
    }

    private static String withoutComment(String line) {
        int comment = line.indexOf('#');
        boolean ofItsOwn = comment == 0 || (comment > 0 && Character.isWhitespace(line.charAt(comment - 1)));
        return (ofItsOwn ? line.substring(0, comment) : line).strip();
    }

    private void put(Transaction tx, ListName list, List<Subject> subjects, ListStore.Facts facts) {
        store.put(tx, list, subjects, facts);
        entries.put(
                tx, store.entries(tx, list, subjects.stream().map(Subject::text).toList()));
    }

    /// What would happen to a sender, to a client, or to both; either may be empty.
    Checked check(String sender, String ip) {
        var question = question(sender.strip(), ip.strip());
        var now = clock.instant();
        var blocks = store.applying(database, ListName.BLOCKLIST, question, now);
        var allows = store.applying(database, ListName.ALLOWLIST, question, now);
        boolean blocked = blocks.stream()
                .anyMatch(block -> allows.stream().noneMatch(allow -> isOfClient(allow) == isOfClient(block)));
        return new Checked(blocked, blocks, allows);
    }

    private static boolean isOfClient(Entry entry) {
        return entry.kind().equals(Subject.Kind.IP.label());
    }

    private static ListStore.Question question(String sender, String ip) {
        var exact = new ArrayList<String>();
        var parents = new ArrayList<String>();
        if (!sender.isEmpty()) {
            var address = switch (MailboxAddress.parse(sender)) {
                case Parsed.Ok<MailboxAddress>(var read) -> read;
                case Parsed.Malformed<MailboxAddress>(var reason) -> throw Refusal.badRequest(reason + ".");
            };
            exact.add(address.key());
            exact.add(address.withoutTag('+').key());
            exact.add("*@" + address.host());
            address.domain().ifPresent(domain -> domain.parents().forEach(parent -> parents.add("*@" + parent)));
        }
        if (ip.isEmpty()) {
            return new ListStore.Question(exact, parents, null);
        }
        return switch (IpNetwork.parse(ip)) {
            case Parsed.Ok<IpNetwork>(var network) -> new ListStore.Question(exact, parents, network.toString());
            case Parsed.Malformed<IpNetwork> _ -> throw Refusal.badRequest("Write an IP address such as 192.0.2.1.");
        };
    }

    @Override
    public boolean has(String reversePath) {
        return MailboxAddress.parse(reversePath) instanceof Parsed.Ok<MailboxAddress>
                && !check(reversePath, "").allows().isEmpty();
    }

    @Override
    public void add(String reversePath, String reason, String by) {
        add(ListName.ALLOWLIST, new NewEntry(reversePath, false, reason, by, Optional.empty()));
    }

    @Override
    public void snapshot(Transaction tx, Consumer<List<? extends PolicyEntry>> pages) {
        store.holdStill(tx);
        for (var list : ListName.values()) {
            var last = "";
            while (true) {
                var page = store.entriesAfter(tx, list, last, SNAPSHOT_ROWS);
                if (page.isEmpty()) {
                    break;
                }
                pages.accept(page);
                last = page.getLast().key().substring(list.key("").length());
            }
        }
    }

    /// Takes away what has expired: the ingress ignores it from its time on.
    void sweep() {
        boolean more = true;
        while (more) {
            more = database.transaction(tx -> {
                var keys = store.deleteExpired(tx, clock.instant());
                entries.gone(tx, keys);
                return !keys.isEmpty();
            });
        }
    }

    /// Counts refusals for what is shown.
    void hits(ListName list, Map<String, Integer> bySubject, Instant at) {
        store.hit(database, list, bySubject, at);
    }

    /// How many entries there are.
    long count(ListName list) {
        return store.count(database, list);
    }

    private static Subject read(String written, boolean includeSubdomains) {
        return switch (Subject.parse(written, includeSubdomains)) {
            case Parsed.Ok<Subject>(var subject) -> subject;
            case Parsed.Malformed<Subject>(var reason) -> throw Refusal.badRequest(reason + ".");
        };
    }

    private ListStore.Facts facts(String reason, String by, Optional<Instant> expires) {
        var now = clock.instant();
        var why = reason.strip();
        if (why.length() > LONGEST_REASON || why.chars().anyMatch(Character::isISOControl)) {
            throw Refusal.badRequest("The reason is too long or has control characters.");
        }
        if (expires.filter(at -> !at.isAfter(now) || at.isAfter(now.plus(LONGEST)))
                .isPresent()) {
            throw Refusal.badRequest("The time at which the entry ends must be in the future.");
        }
        return new ListStore.Facts(why, by.strip(), now, expires.orElse(null));
    }
}
