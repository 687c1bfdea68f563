package org.posthorn.mailctl.index;

import static org.posthorn.runtime.http.ServiceClient.escape;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.posthorn.events.api.MailApi.IndexState;
import org.posthorn.events.api.MailApi.Rebuilt;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Console;
import org.posthorn.mailctl.console.Failure;
import org.posthorn.runtime.http.ServiceClient;
import org.posthorn.runtime.http.ServiceError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `mailctl index`.
@Command(name = "index", description = "The index for full-text search: a projection of the stored mail.")
public final class IndexCommands {
    private static final Duration GLANCE = Duration.ofMillis(300);
    private static final String WHO = "An address, or a name in the default domain.";

    private final Session session;
    private final Console console;

    IndexCommands(Session session) {
        this.session = session;
        this.console = session.console();
    }

    @Command(name = "status", description = "Shows how far the index is: of an account, or how many accounts it has.")
    int status(@Parameters(paramLabel = "ADDRESS", arity = "0..1", description = WHO) Optional<String> address) {
        var state = state(address);
        console.result(state, words(state, address));
        return 0;
    }

    private static String words(IndexState state, Optional<String> address) {
        if (state.done() >= state.whole()) {
            return "Everything is indexed.";
        }
        return address.isPresent()
                ? state.done() * 100 / state.whole() + " % of the mail is indexed."
                : state.done() + " of " + state.whole() + " accounts are indexed.";
    }

    @Command(
            name = "rebuild",
            description = "Drops the index and makes it anew, with the mail in use; meanwhile searches read messages.")
    int rebuild(
            @Parameters(paramLabel = "ADDRESS", arity = "0..1", description = WHO) Optional<String> address,
            @Option(names = "--all", description = "Of all accounts.") boolean all,
            @Option(names = "--no-wait", description = "Return at once, while it is made in the background.")
                    boolean noWait)
            throws InterruptedException {
        if (address.isPresent() == all) {
            throw new Failure("Name an account, or say --all.");
        }
        if (all) {
            console.confirm("Make the search index of all accounts anew?");
        }
        var started = Instant.now();
        var rebuilt = begin(address);
        if (noWait) {
            console.result(rebuilt, "It is made anew in the background; see mailctl index status.");
            return 0;
        }
        await(address);
        var seconds = Duration.between(started, Instant.now()).toSeconds();
        console.result(
                rebuilt,
                "The index of " + address.orElse(rebuilt.accounts() + " accounts") + " was made anew in " + seconds
                        + " s.");
        return 0;
    }

    private Rebuilt begin(Optional<String> address) {
        try {
            return client().post(path(address) + "/rebuild", "", Rebuilt.class);
        } catch (ServiceError.Refused e) {
            throw e.status() == 404 ? new Failure("There is no account " + address.orElse("") + ".") : e;
        }
    }

    private void await(Optional<String> address) throws InterruptedException {
        try (var progress = console.progress("Indexing")) {
            var state = state(address);
            while (state.done() < state.whole()) {
                progress.at(state.done(), state.whole());
                Thread.sleep(GLANCE);
                state = state(address);
            }
            progress.at(state.done(), state.whole());
        }
    }

    private IndexState state(Optional<String> address) {
        try {
            return client().get(path(address), IndexState.class);
        } catch (ServiceError.Refused e) {
            throw e.status() == 404 ? new Failure("There is no account " + address.orElse("") + ".") : e;
        }
    }

    private static String path(Optional<String> address) {
        return address.map(name -> "/internal/v1/accounts/" + escape(name)).orElse("/internal/v1") + "/index";
    }

    private ServiceClient client() {
        return session.installation().mailbox();
    }
}
