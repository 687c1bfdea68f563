package org.posthorn.allinone.prove;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.allinone.prove.Facts.Charge;
import org.posthorn.events.AccountId;
import org.posthorn.events.api.AccountApi.Account;
import org.posthorn.events.api.AccountApi.AccountCreated;
import org.posthorn.events.api.AccountApi.NewAccount;
import org.posthorn.events.api.CreditApi;
import org.posthorn.events.api.MailApi;
import org.posthorn.events.api.Page;
import org.posthorn.mailctl.Mailctl;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.http.HttpSettings;
import org.posthorn.runtime.http.ServiceAddresses;
import org.posthorn.runtime.http.ServiceClient;
import org.posthorn.runtime.http.ServiceError;
import org.posthorn.runtime.http.ServiceToken;

/// Gathers the facts: from the log, the mailboxes, the accounts, the queue, the remote servers.
final class Investigation implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final int PAGE = 200;

    private final Cluster cluster;
    private final HttpClient http = ServiceClient.httpClient();
    private final ServiceClient mailbox;
    private final ServiceClient policy;
    private final Map<String, AccountId> accounts = new HashMap<>();

    Investigation(Cluster cluster) {
        this.cluster = cluster;
        var common = cluster.settings().get(HttpSettings.class);
        var addresses = cluster.settings().get(ServiceAddresses.class);
        var token = ServiceToken.of(common);
        mailbox = addresses.mailbox(http, token, common);
        policy = addresses.policy(http, token, common);
    }

    void makeAccounts() {
        for (var address : World.ACCOUNTS) {
            var wanted = new NewAccount(address, Optional.of(World.PASSWORD), Optional.empty(), Optional.empty());
            accounts.put(address, made(wanted).id());
        }
    }

    private Account made(NewAccount wanted) {
        return mailbox.post("/internal/v1/accounts", wanted, AccountCreated.class)
                .account();
    }

    /// Waits until everything has ended as it should, and gathers what there is then.
    ///
    /// @param patience how long nothing may end before it is taken that nothing more will
    Facts settle(List<Try> tries, Sinks sinks, Duration patience) {
        var changed = System.nanoTime();
        int before = Integer.MAX_VALUE;
        try (var log = new LogOfTries(cluster.settings())) {
            while (true) {
                int open = log.open(tries).size();
                if (open < before) {
                    before = open;
                    changed = System.nanoTime();
                }
                boolean last = System.nanoTime() - changed >= patience.toNanos();
                var facts = look(tries, sinks, log, last);
                if (facts.isPresent() && (last || Verdict.of(facts.get()).kept())) {
                    return facts.get().with(ledger());
                }
                Pause.millis(BETWEEN_LOOKS.toMillis());
            }
        }
    }

    /// Nothing yet while mail is under way, or while what is asked is still being started.
    private Optional<Facts> look(List<Try> tries, Sinks sinks, LogOfTries log, boolean last) {
        try {
            log.readOn();
            return last || log.open(tries).isEmpty() ? Optional.of(gather(tries, sinks, log)) : Optional.empty();
        } catch (ServiceError | EnvironmentFailure e) {
            if (last) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /// The exit code of `mailctl ledger verify`.
    private int ledger() {
        var command = new ArrayList<String>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Mailctl.class.getName()));
        command.addAll(List.of("--config", cluster.file().toString(), "ledger", "verify", "--all"));
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(cluster.directory().resolve("ledger.txt").toFile())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private Facts gather(List<Try> tries, Sinks sinks, LogOfTries log) {
        return new Facts(
                tries,
                log.messages(),
                log.told(),
                log.waiting(tries),
                mailboxes(),
                sinks.taken(),
                charges(log),
                complaints(),
                0);
    }

    private Map<Leg, Integer> mailboxes() {
        Map<Leg, Integer> copies = new HashMap<>();
        accounts.forEach((address, account) -> {
            var folders = "/internal/v1/accounts/" + account.value() + "/folders";
            for (var folder : mailbox.get(folders, new TypeReference<List<MailApi.Folder>>() {})) {
                for (var row : all(folders + "/" + folder.id() + "/messages", MESSAGES)) {
                    if (LogOfTries.isLabel(row.subject())) {
                        copies.merge(new Leg(row.subject(), address), 1, Integer::sum);
                    }
                }
            }
        });
        return copies;
    }

    private static final TypeReference<Page<MailApi.MessageRow>> MESSAGES = new TypeReference<>() {};
    private static final TypeReference<Page<CreditApi.Line>> LINES = new TypeReference<>() {};

    private <T> List<T> all(String path, TypeReference<Page<T>> type) {
        return all(mailbox, path, type);
    }

    private static <T> List<T> all(ServiceClient service, String path, TypeReference<Page<T>> type) {
        List<T> items = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            var further = cursor.map(c -> "&cursor=" + ServiceClient.escape(c)).orElse("");
            var page = service.get(path + "?limit=" + PAGE + further, type);
            items.addAll(page.items());
            cursor = page.next();
        } while (cursor.isPresent());
        return items;
    }

    private Map<String, Charge> charges(LogOfTries log) {
        Map<String, Charge> charges = new HashMap<>();
        for (var account : accounts.values()) {
            var path = "/internal/v1/credits/accounts/" + account.value() + "/statement";
            for (var line : all(policy, path, LINES)) {
                line.message().flatMap(log::label).ifPresent(label -> {
                    var charge = new Charge(line.kind().equals("reserve") ? 1 : 0, line.change());
                    charges.merge(label, charge, Charge::plus);
                });
            }
        }
        return charges;
    }

    private List<String> complaints() {
        return policy.find("/internal/v1/credits/verification", CreditApi.Verification.class)
                .map(CreditApi.Verification::problems)
                .orElse(List.of());
    }
}
