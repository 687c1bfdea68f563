package org.posthorn.mailctl;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.posthorn.mailctl.account.AccountCommands;
import org.posthorn.mailctl.account.AliasCommands;
import org.posthorn.mailctl.account.DomainCommands;
import org.posthorn.mailctl.account.SenderCommands;
import org.posthorn.mailctl.audit.AuditCommand;
import org.posthorn.mailctl.backup.BackupCommand;
import org.posthorn.mailctl.backup.RestoreCommand;
import org.posthorn.mailctl.console.Console;
import org.posthorn.mailctl.console.Failure;
import org.posthorn.mailctl.credit.CreditCommands;
import org.posthorn.mailctl.dkim.DkimCommands;
import org.posthorn.mailctl.doctor.DoctorCommand;
import org.posthorn.mailctl.index.IndexCommands;
import org.posthorn.mailctl.ledger.LedgerCommands;
import org.posthorn.mailctl.parked.ParkedCommands;
import org.posthorn.mailctl.policy.AuthCommands;
import org.posthorn.mailctl.policy.LimitCommands;
import org.posthorn.mailctl.policy.ListCommands;
import org.posthorn.mailctl.quarantine.QuarantineCommands;
import org.posthorn.mailctl.queue.QueueCommands;
import org.posthorn.mailctl.queue.SuppressionCommands;
import org.posthorn.mailctl.replay.ReplayCommand;
import org.posthorn.mailctl.sending.BenchCommands;
import org.posthorn.mailctl.sending.SendTestCommand;
import org.posthorn.mailctl.status.ConfigCommands;
import org.posthorn.mailctl.status.LogsCommand;
import org.posthorn.mailctl.status.StatusCommand;
import org.posthorn.mailctl.topics.TopicsCommands;
import org.posthorn.mailctl.trace.ProjectionCommands;
import org.posthorn.mailctl.trace.TraceCommand;
import org.posthorn.mailctl.transfer.ExportCommands;
import org.posthorn.mailctl.transfer.ImportCommands;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.backup.BackupRefused;
import org.posthorn.runtime.http.ServiceError;
import org.posthorn.runtime.settings.SettingsRefused;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The command `mailctl`: what all its commands share, and how they end.
@Command(
        name = "mailctl",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        version = "Posthorn mailctl",
        description = "Administers a Posthorn installation.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        footer = "%nExit codes: 0 done, 1 refused or failed with one sentence, 2 wrong usage.",
        subcommands = {
            StatusCommand.class,
            DoctorCommand.class,
            LogsCommand.class,
            AccountCommands.class,
            DomainCommands.class,
            AliasCommands.class,
            SenderCommands.class,
            DkimCommands.class,
            CreditCommands.class,
            ListCommands.Blocklist.class,
            ListCommands.Allowlist.class,
            LimitCommands.class,
            AuthCommands.class,
            QueueCommands.class,
            SuppressionCommands.class,
            QuarantineCommands.class,
            TopicsCommands.class,
            ParkedCommands.class,
            ReplayCommand.class,
            TraceCommand.class,
            ProjectionCommands.class,
            ImportCommands.class,
            ExportCommands.class,
            IndexCommands.class,
            LedgerCommands.class,
            AuditCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            SendTestCommand.class,
            BenchCommands.class,
            ConfigCommands.class,
            Completion.class,
            HelpCommand.class
        })
public final class Mailctl {
    private static final int REFUSED = 1;
    private static final int USAGE = 2;

    private final Session session;

    Mailctl(Session session) {
        this.session = session;
    }

    @Option(
            names = "--data",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Data directory of an installation on this machine; default: $POSTHORN_DATA, else ./data.")
    void data(Path directory) {
        session.data(directory);
    }

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Settings of the services, for an installation on other machines.")
    void config(Path file) {
        session.config(file);
    }

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            scope = ScopeType.INHERIT,
            description = "Any setting of docs/configuration.md.")
    void set(Map<String, String> settings) {
        settings.forEach(session::override);
    }

    @Option(
            names = "--url",
            paramLabel = "SERVICE=URL",
            scope = ScopeType.INHERIT,
            description = "Where a service is: ingress, policy, mailbox, delivery or gateway.")
    void url(Map<String, String> urls) {
        urls.forEach((service, url) -> session.override("services." + service + "-url", url));
    }

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print JSON in place of tables.")
    void json(boolean on) {
        session.console().json(on);
    }

    @Option(
            names = {"-y", "--yes"},
            scope = ScopeType.INHERIT,
            description = "Do not ask before something is destroyed.")
    void yes(boolean on) {
        session.console().yes(on);
    }

    /// Runs one command and ends the process with its exit code.
    public static void main(String[] arguments) {
        // before the first logger is made: a command prints its result and nothing else
        System.setProperty("logback.configurationFile", "org/posthorn/mailctl/logback.xml");
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        var err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var console = new Console(out, err, in, Console.atTerminal());
        System.exit(run(console, System.getenv(), arguments));
    }

    /// Runs one command.
    ///
    /// @return the exit code
    public static int run(Console console, Map<String, String> environment, String... arguments) {
        try (var session = new Session(console, environment)) {
            return commandLine(session).execute(arguments);
        }
    }

    private static CommandLine commandLine(Session session) {
        var line = new CommandLine(new Mailctl(session), new Commands(session));
        line.setOut(writer(session.console().out()));
        line.setErr(writer(session.console().err()));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExpandAtFiles(false);
        line.setUsageHelpAutoWidth(true);
        line.setExecutionExceptionHandler((failure, _, _) -> refused(session.console(), failure));
        line.setExecutionStrategy(parsed -> {
            try {
                return new CommandLine.RunLast().execute(parsed);
            } finally {
                session.audit(Audited.of(parsed));
            }
        });
        return line;
    }

    private static PrintWriter writer(PrintStream out) {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    private static int refused(Console console, Exception failure) throws Exception {
        return switch (failure) {
            case Failure _, ServiceError _, EnvironmentFailure _, SettingsRefused _, BackupRefused _ -> {
                var sentence = String.valueOf(failure.getMessage());
                console.err().println(sentence.endsWith(".") ? sentence : sentence + ".");
                yield REFUSED;
            }
            case CommandLine.ParameterException wrong -> {
                console.err().println(wrong.getMessage());
                yield USAGE;
            }
            default -> throw failure;
        };
    }

    /// Makes commands: with the session where they want it.
    private record Commands(Session session) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            for (var constructor : type.getDeclaredConstructors()) {
                if (constructor.getParameterCount() == 1 && constructor.getParameterTypes()[0] == Session.class) {
                    constructor.setAccessible(true);
                    return type.cast(constructor.newInstance(session));
                }
            }
            return CommandLine.defaultFactory().create(type);
        }
    }
}
