package org.posthorn.mailctl.account;

import static org.posthorn.runtime.http.ServiceClient.escape;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.api.AccountApi.Alias;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Column;
import org.posthorn.mailctl.console.Console;
import org.posthorn.runtime.http.ServiceClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `mailctl alias`.
@Command(name = "alias", description = "Addresses that stand for others.")
public final class AliasCommands {
    private static final String ALIASES = "/internal/v1/aliases";
    private static final TypeReference<List<Alias>> LIST = new TypeReference<>() {};

    private final Session session;
    private final Console console;

    AliasCommands(Session session) {
        this.session = session;
        this.console = session.console();
    }

    @Command(name = "add", description = "Makes an alias, or gives it other targets.")
    int add(
            @Parameters(paramLabel = "ADDRESS") String address,
            @Parameters(paramLabel = "TARGET", arity = "1..*", description = "Where it leads, here or elsewhere.")
                    List<String> targets) {
        client().put(ALIASES + "/" + escape(address), new Alias(address, targets));
        console.say(address + " leads to " + String.join(", ", targets) + ".");
        return 0;
    }

    @Command(name = "list", description = "Lists aliases.")
    int list(@Option(names = "--domain", description = "Of this domain only.") Optional<String> domain) {
        var path = ALIASES + domain.map(name -> "?domain=" + escape(name)).orElse("");
        console.table(
                client().get(path, LIST),
                "There is no alias.",
                Column.of("ADDRESS", Alias::address),
                Column.of("LEADS TO", alias -> String.join(", ", alias.targets())));
        return 0;
    }

    @Command(name = "delete", description = "Takes an alias away.")
    int delete(@Parameters(paramLabel = "ADDRESS") String address) {
        console.confirm("Delete the alias " + address + "?");
        client().delete(ALIASES + "/" + escape(address));
        console.say("The alias " + address + " was deleted.");
        return 0;
    }

    private ServiceClient client() {
        return session.installation().mailbox();
    }
}
