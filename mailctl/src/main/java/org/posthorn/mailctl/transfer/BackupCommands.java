package org.posthorn.mailctl.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.posthorn.events.api.AccountApi.Account;
import org.posthorn.events.api.AccountApi.AccountCreated;
import org.posthorn.events.api.AccountApi.NewAccount;
import org.posthorn.events.api.TransferApi.Mailbox;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Console;
import org.posthorn.mailctl.console.Failure;
import org.posthorn.runtime.http.ServiceClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `mailctl account backup`, `verify` and `restore`.
public final class BackupCommands {
    private static final int MOST_PASSES = 5;

    private BackupCommands() {}

    /// `mailctl account backup`.
    @Command(
            name = "backup",
            description = "Writes an account's mail into one file: folders, messages, flags, and what mail clients"
                    + " remember (UIDs, UIDVALIDITY, mod-sequences). No password is in it.")
    public static final class Make implements Callable<Integer> {
        private final Session session;

        @Parameters(index = "0", paramLabel = "ADDRESS", description = "An address, or a name in the default domain.")
        private String address = "";

        @Parameters(index = "1", paramLabel = "FILE", description = "A new file.")
        private Path file = Path.of("");

        Make(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            if (Files.exists(file)) {
                throw new Failure(file + " is there already.");
            }
            var mailbox = RemoteMailbox.of(session.installation().mailbox(), address);
            var console = session.console();
            try (var target = new BackupTarget(file)) {
                var last = read(mailbox, target, console);
                target.finish(mailbox.account(), last);
                console.result(
                        target.messages(),
                        target.messages() + " messages of " + mailbox.account().address() + " are in " + file + " ("
                                + Console.size(Files.size(file)) + ").");
                return 0;
            } catch (IOException e) {
                throw new Failure(file + " cannot be written: " + e.getMessage() + ".");
            }
        }

        /// Mail goes on meanwhile: what moved from one folder to another has a higher UID there, so the
        /// folders are read again, behind what was read, until nothing new is found.
        private static Mailbox read(RemoteMailbox mailbox, BackupTarget target, Console console) {
            var state = mailbox.mailbox();
            long more = new Exporter(mailbox, console.progress("Reading")).run(state.folders(), target);
            for (int pass = 1; more > 0 && pass < MOST_PASSES; pass++) {
                state = mailbox.mailbox();
                more = new Exporter(mailbox, console.progress("Reading again")).run(state.folders(), target);
            }
            return state;
        }
    }

    /// `mailctl account verify`.
    @Command(name = "verify", description = "Reads a backup and compares everything in it with its checksums.")
    public static final class Verify implements Callable<Integer> {
        private final Session session;

        @Parameters(paramLabel = "FILE", description = "The backup.")
        private Path file = Path.of("");

        Verify(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            try (var backup = new BackupFile(file)) {
                verify(backup, session.console());
                var manifest = backup.manifest();
                session.console()
                        .result(
                                manifest,
                                file + " is whole: " + manifest.messages() + " messages of " + manifest.address()
                                        + ", from " + Console.time(manifest.madeAt()) + ".");
                return 0;
            }
        }
    }

    private static void verify(BackupFile backup, Console console) {
        var flaws = backup.verify(console.progress("Verifying"));
        if (!flaws.sentences().isEmpty()) {
            flaws.sentences().forEach(console.err()::println);
            throw new Failure("The backup is damaged.");
        }
    }

    /// `mailctl account restore`.
    @Command(
            name = "restore",
            description = "Brings a backup back, into an account without messages; one that does not exist is made, and"
                    + " its password printed. Everything shows at once, at the end. A restore that broke off goes on.")
    public static final class Restore implements Callable<Integer> {
        private final Session session;
        private final Console console;

        @Parameters(index = "0", paramLabel = "FILE", description = "The backup.")
        private Path file = Path.of("");

        @Parameters(
                index = "1",
                paramLabel = "ADDRESS",
                arity = "0..1",
                description = "Another account than the one that the backup is of.")
        private Optional<String> address = Optional.empty();

        @Option(names = "--no-verify", description = "Do not compare the checksums first.")
        private boolean noVerify;

        Restore(Session session) {
            this.session = session;
            this.console = session.console();
        }

        @Override
        public Integer call() {
            try (var backup = new BackupFile(file)) {
                if (!noVerify) {
                    verify(backup, console);
                }
                var mailbox = mailbox(backup.manifest());
                long restored = backup.restore(mailbox, console.progress("Restoring"));
                console.result(
                        restored,
                        "The " + backup.manifest().messages() + " messages are back in "
                                + mailbox.account().address() + ".");
                return 0;
            }
        }

        private RemoteMailbox mailbox(Backup.Manifest manifest) {
            var client = session.installation().mailbox();
            var wanted = address.orElse(manifest.address());
            var found = client.find("/internal/v1/accounts/" + ServiceClient.escape(wanted), Account.class);
            return RemoteMailbox.of(client, found.orElseGet(() -> make(client, wanted, manifest.displayName())));
        }

        private Account make(ServiceClient client, String wanted, String name) {
            var made = client.post(
                    "/internal/v1/accounts",
                    new NewAccount(
                            wanted,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(name).filter(n -> !n.isBlank())),
                    AccountCreated.class);
            console.say("Account " + made.account().address() + " was made."
                    + made.generatedPassword().map(text -> " Password: " + text).orElse(""));
            return made.account();
        }
    }
}
