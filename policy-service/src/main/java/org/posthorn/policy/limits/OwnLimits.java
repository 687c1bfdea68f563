package org.posthorn.policy.limits;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.posthorn.events.PolicyEntry;
import org.posthorn.events.PolicyEntry.Limited;
import org.posthorn.events.api.LimitApi.NewOwn;
import org.posthorn.mail.Parsed;
import org.posthorn.mail.address.Domain;
import org.posthorn.mail.address.IpNetwork;
import org.posthorn.mail.address.MailboxAddress;
import org.posthorn.policy.publish.EntrySource;
import org.posthorn.policy.publish.PolicyEntries;
import org.posthorn.runtime.LogText;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.limits.LimitKind;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Changes the limits that networks, domains and addresses have of their own, each change with its entry of the topic
/// `policy` in one transaction.
public final class OwnLimits implements EntrySource {
    private static final Logger LOG = LoggerFactory.getLogger(OwnLimits.class);
    private static final int MOST = 10_000;
    private static final long UNLIMITED = -1;
    private static final long LARGEST = 1_000_000_000;

    private final Database database;
    private final PolicyEntries entries;
    private final InstantSource clock;
    private final LimitStore store = new LimitStore();

    public OwnLimits(Database database, PolicyEntries entries, InstantSource clock) {
        this.database = database;
        this.entries = entries;
        this.clock = clock;
    }

    List<Limited> all() {
        return store.all(database);
    }

    Limited put(NewOwn wanted) {
        var subject = read(wanted.subject());
        check(subject, wanted.limits());
        var put = database.transaction(tx -> {
            if (store.count(tx) >= MOST) {
                throw Refusal.conflict("There are " + MOST + " limits already; take some away first.");
            }
            var row = store.put(tx, subject, wanted.limits(), wanted.by().strip(), clock.instant())
                    .orElseThrow();
            entries.put(tx, List.of(row));
            return row;
        });
        LOG.info("limits-set subject={} limits={}", LogText.of(subject), put.limits());
        return put;
    }

    void remove(String written) {
        var subject = read(written);
        database.run(tx -> {
            if (!store.delete(tx, subject)) {
                throw Refusal.notFound(subject + " has no limits of its own.");
            }
            entries.gone(tx, "limits:" + subject);
        });
        LOG.info("limits-removed subject={}", LogText.of(subject));
    }

    @Override
    public void snapshot(Transaction tx, Consumer<List<? extends PolicyEntry>> pages) {
        store.holdStill(tx);
        pages.accept(store.all(tx));
    }

    private static void check(String subject, Map<String, Long> limits) {
        if (limits.isEmpty()) {
            throw Refusal.badRequest("Say which limit, such as connections-per-hour=100.");
        }
        boolean network = IpNetwork.parse(subject) instanceof Parsed.Ok<IpNetwork>;
        limits.forEach((name, number) -> {
            var kind = LimitKind.ofLimit(name).orElseThrow(() -> Refusal.badRequest("There is no limit " + name + "."));
            if (number < UNLIMITED || number > LARGEST) {
                throw Refusal.badRequest("A limit is 0 to " + LARGEST + ", or -1 for none.");
            }
            if (kind.isOfClients() != network) {
                throw Refusal.badRequest(
                        kind.isOfClients()
                                ? name + " is a limit of networks: write 192.0.2.0/24."
                                : name + " is a limit of domains and addresses: write example.com or a@example.com.");
            }
        });
    }

    private static String read(String written) {
        var text = written.strip();
        var read = text.indexOf('@') >= 0
                ? MailboxAddress.parse(text).map(MailboxAddress::key)
                : IpNetwork.parse(text) instanceof Parsed.Ok<IpNetwork>(var network)
                        ? Parsed.ok(network.toString())
                        : Domain.parse(text).map(Domain::ascii);
        return switch (read) {
            case Parsed.Ok<String>(var subject) -> subject;
            case Parsed.Malformed<String>(var reason) -> throw Refusal.badRequest(reason + ".");
        };
    }
}
