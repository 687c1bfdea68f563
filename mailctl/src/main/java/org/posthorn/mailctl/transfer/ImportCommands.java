package org.posthorn.mailctl.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Console;
import org.posthorn.mailctl.console.Failure;
import org.posthorn.runtime.settings.HostPort;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `mailctl import`.
@Command(
        name = "import",
        description = "Brings mail of another system into an account: flags, dates and folders are kept. A second run"
                + " brings only what is new.")
public final class ImportCommands {
    private static final String WHO = "The account: an address, or a name in the default domain.";
    private static final String NAMES = "Another name for a folder, such as \"Sent Items=Sent\"; may be repeated.";

    private final Session session;
    private final Console console;

    ImportCommands(Session session) {
        this.session = session;
        this.console = session.console();
    }

    @Command(name = "maildir", description = "From a Maildir with its folders.")
    int maildir(
            @Parameters(paramLabel = "ADDRESS", description = WHO) String address,
            @Parameters(paramLabel = "DIR", description = "The Maildir.") Path directory,
            @Option(names = "--rename", paramLabel = "FROM=TO", description = NAMES) Map<String, String> names) {
        return run(address, names, new MaildirSource(existing(directory)));
    }

    @Command(
            name = "mbox",
            description = "From an mbox file, or a directory of them, such as a profile of Thunderbird.")
    int mbox(
            @Parameters(paramLabel = "ADDRESS", description = WHO) String address,
            @Parameters(paramLabel = "PATH", description = "The file or directory.") Path path,
            @Option(names = "--folder", paramLabel = "NAME", description = "The folder of a single file.")
                    Optional<String> folder,
            @Option(names = "--rename", paramLabel = "FROM=TO", description = NAMES) Map<String, String> names) {
        return run(address, names, new MboxSource(existing(path), folder));
    }

    @Command(name = "imap", description = "From another IMAP server. Asks for the password there.")
    int imap(
            @Parameters(paramLabel = "ADDRESS", description = WHO) String address,
            @Parameters(paramLabel = "HOST:PORT", description = "The server; port 993 is the usual one.") String server,
            @Mixin ImapOptions options,
            @Option(names = "--rename", paramLabel = "FROM=TO", description = NAMES) Map<String, String> names) {
        var login = options.login(hostPort(server), console);
        try (var source = new ImapSource(login)) {
            return run(address, names, source);
        } catch (IOException e) {
            throw new Failure(server + ": " + e.getMessage() + ".");
        }
    }

    private static HostPort hostPort(String text) {
        try {
            return HostPort.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Failure("The server cannot be " + text + ": " + e.getMessage() + ".");
        }
    }

    private static Path existing(Path path) {
        if (!Files.exists(path)) {
            throw new Failure("There is no " + path + ".");
        }
        return path;
    }

    private int run(String address, Map<String, String> names, Source source) {
        var mailbox = RemoteMailbox.of(session.installation().mailbox(), address);
        var done = new Importer(mailbox, names == null ? Map.of() : names, console).run(source);
        console.result(
                done,
                done.imported() + " messages were imported, " + done.known() + " were there from before"
                        + (done.skipped() == 0 ? "." : ", " + done.skipped() + " were left out."));
        return done.skipped() == 0 ? 0 : 1;
    }
}
