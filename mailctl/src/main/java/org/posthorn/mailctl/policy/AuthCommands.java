package org.posthorn.mailctl.policy;

import static org.posthorn.runtime.http.ServiceClient.escape;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.posthorn.events.api.EvidenceApi.Checked;
import org.posthorn.events.api.EvidenceApi.Fact;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Column;
import org.posthorn.mailctl.console.Console;
import org.posthorn.mailctl.console.Failure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `mailctl auth`.
@Command(name = "auth", description = "What is known of the sender of a message: SPF, DKIM, DMARC, ARC, reverse DNS.")
public final class AuthCommands {
    private final Session session;
    private final Console console;

    AuthCommands(Session session) {
        this.session = session;
        this.console = session.console();
    }

    @Command(name = "check", description = "Checks a message in a file as if a client brought it now; nothing is kept.")
    int check(
            @Parameters(paramLabel = "FILE", description = "The message (.eml).") Path file,
            @Option(
                            names = "--ip",
                            paramLabel = "ADDRESS",
                            defaultValue = "127.0.0.1",
                            description = "The client's address, for SPF; default: ${DEFAULT-VALUE}.")
                    String ip,
            @Option(names = "--helo", paramLabel = "NAME", defaultValue = "", description = "What it called itself.")
                    String helo,
            @Option(names = "--from", paramLabel = "ADDRESS", defaultValue = "", description = "The reverse-path.")
                    String from) {
        var path = "/internal/v1/evidence?ip=" + escape(ip) + "&helo=" + escape(helo) + "&from=" + escape(from);
        var checked = session.installation()
                .policy()
                .postBytes(path, "application/octet-stream", octets(file), Checked.class);
        if (console.json()) {
            console.json(checked);
            return 0;
        }
        console.table(
                checked.facts(),
                "Nothing is known.",
                Column.of("METHOD", Fact::method),
                Column.of("RESULT", Fact::result),
                Column.of("DETAIL", Fact::detail));
        console.line("");
        console.line(checked.field());
        return 0;
    }

    /// Lines end with CR LF on their way, whatever the file has.
    private static byte[] octets(Path file) {
        try {
            var text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            return text.replaceAll("(?<!\r)\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new Failure("The file " + file + " cannot be read: " + e.getMessage() + ".");
        }
    }
}
