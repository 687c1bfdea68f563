package org.posthorn.mailctl.account;

import static org.posthorn.runtime.http.ServiceClient.escape;

import java.util.List;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Console;
import org.posthorn.runtime.http.ServiceClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `mailctl sender`.
@Command(name = "sender", description = "Addresses that an account may send as beside its own.")
public final class SenderCommands {
    private static final String ACCOUNT = "The account's address, or its bare name.";
    private static final String SENDER = "An address, or *@example.com for a whole domain.";

    private final Session session;
    private final Console console;

    SenderCommands(Session session) {
        this.session = session;
        this.console = session.console();
    }

    @Command(name = "grant", description = "Lets an account send as a further address.")
    int grant(
            @Parameters(paramLabel = "ACCOUNT", description = ACCOUNT) String account,
            @Parameters(paramLabel = "SENDER", description = SENDER) String sender) {
        show(account, List.of(client().put(path(account) + "/" + escape(sender), "", String[].class)));
        return 0;
    }

    @Command(name = "revoke", description = "Takes such an address away.")
    int revoke(
            @Parameters(paramLabel = "ACCOUNT", description = ACCOUNT) String account,
            @Parameters(paramLabel = "SENDER", description = SENDER) String sender) {
        client().delete(path(account) + "/" + escape(sender));
        console.say(account + " no longer sends as " + sender + ".");
        return 0;
    }

    @Command(name = "list", description = "Lists them.")
    int list(@Parameters(paramLabel = "ACCOUNT", description = ACCOUNT) String account) {
        show(account, List.of(client().get(path(account), String[].class)));
        return 0;
    }

    private void show(String account, List<String> senders) {
        console.result(
                senders,
                senders.isEmpty()
                        ? account + " sends as its own addresses only."
                        : account + " also sends as " + String.join(", ", senders) + ".");
    }

    private static String path(String account) {
        return "/internal/v1/accounts/" + escape(account) + "/senders";
    }

    private ServiceClient client() {
        return session.installation().mailbox();
    }
}
