package org.posthorn.mailctl.transfer;

import java.io.IOException;
import java.nio.file.Path;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Console;
import org.posthorn.mailctl.console.Failure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `mailctl export`.
@Command(
        name = "export",
        description =
                "Writes an account's mail into files that any system reads. A second run writes only what is new.")
public final class ExportCommands {
    private static final String WHO = "An address, or a name in the default domain.";

    private final Session session;
    private final Console console;

    ExportCommands(Session session) {
        this.session = session;
        this.console = session.console();
    }

    @Command(name = "maildir", description = "Into a Maildir++ with flags and dates.")
    int maildir(
            @Parameters(paramLabel = "ADDRESS", description = WHO) String address,
            @Parameters(paramLabel = "DIR", description = "The Maildir; made when missing.") Path directory) {
        return run(address, new MaildirTarget(directory));
    }

    @Command(name = "mbox", description = "Into a directory with an mbox for each folder.")
    int mbox(
            @Parameters(paramLabel = "ADDRESS", description = WHO) String address,
            @Parameters(paramLabel = "DIR", description = "The directory; made when missing.") Path directory) {
        try {
            return run(address, new MboxTarget(directory));
        } catch (IOException e) {
            throw new Failure(directory + " cannot be used: " + e.getMessage() + ".");
        }
    }

    private int run(String address, Target target) {
        var mailbox = RemoteMailbox.of(session.installation().mailbox(), address);
        var folders = mailbox.mailbox().folders();
        long exported = new Exporter(mailbox, console.progress("Exporting")).run(folders, target);
        console.result(exported, exported + " messages of " + folders.size() + " folders were written.");
        return 0;
    }
}
