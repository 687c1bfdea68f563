package org.posthorn.mailctl.sending;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Console;
import org.posthorn.mailctl.console.Failure;
import org.posthorn.mailctl.trace.Timeline;
import org.posthorn.runtime.settings.MailSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `mailctl send-test`.
@Command(name = "send-test", description = "Sends a message and shows what became of it.")
public final class SendTestCommand implements Callable<Integer> {
    private static final Duration GLANCE = Duration.ofMillis(500);

    private final Session session;
    private final Console console;

    @Parameters(paramLabel = "TO", description = "An address, or a name in the default domain.")
    private String to = "";

    @Option(names = "--from", description = "The sender; default: the user, else postmaster of the default domain.")
    private Optional<String> from = Optional.empty();

    @Option(names = "--user", description = "Log in on the submissions port, for mail to the world.")
    private Optional<String> user = Optional.empty();

    @Option(names = "--password-stdin", description = "Read the password from the standard input.")
    private boolean fromInput;

    @Option(names = "--server", paramLabel = "HOST:PORT", description = "Another server than the one found.")
    private Optional<String> server = Optional.empty();

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to wait for the outcome (${DEFAULT-VALUE}); 0: not at all.")
    private int wait;

    SendTestCommand(Session session) {
        this.session = session;
        this.console = session.console();
    }

    @Override
    public Integer call() throws InterruptedException {
        var started = Instant.now().minusSeconds(5);
        var domain = session.installation()
                .listening("mail.domain")
                .orElseGet(() -> session.installation()
                        .settings()
                        .get(MailSettings.class)
                        .domain());
        var sender = address(from.or(() -> user).orElse("postmaster"), domain);
        var recipient = address(to, domain);
        var messageId = "<mailctl." + System.currentTimeMillis() + "."
                + ProcessHandle.current().pid() + "@" + domain + ">";
        console.say("Accepted: " + send(sender, recipient, messageId));
        return wait == 0 ? 0 : follow(messageId, started);
    }

    private static String address(String name, String domain) {
        return name.contains("@") ? name : name + "@" + domain;
    }

    private String send(String sender, String recipient, String messageId) {
        var content = Letter.stuffed(sender, recipient, messageId, "Test of " + Console.time(Instant.now()), 500);
        var installation = session.installation();
        var target = user.isPresent() ? Server.submissions(installation, server) : Server.mx(installation, server);
        try (var talk = Talk.with(target, user.isPresent())) {
            if (user.isPresent()) {
                talk.login(user.get(), password());
            }
            return talk.send(sender, List.of(recipient), content);
        } catch (Talk.Refused e) {
            throw new Failure("The server refused: " + e.getMessage());
        } catch (IOException e) {
            throw new Failure("The server " + target + " cannot be reached: " + e.getMessage() + ".");
        }
    }

    private String password() {
        return fromInput ? console.readLine().orElse("") : console.secret("Password of " + user.orElse(""));
    }

    private int follow(String messageId, Instant started) throws InterruptedException {
        var kafka = session.installation().kafka();
        var deadline = Instant.now().plusSeconds(wait);
        Optional<Timeline> timeline = Optional.empty();
        while (timeline.filter(Timeline::finished).isEmpty() && Instant.now().isBefore(deadline)) {
            Thread.sleep(GLANCE);
            timeline = Timeline.named(kafka, messageId, started).stream()
                    .findFirst()
                    .map(id -> Timeline.of(kafka, id));
        }
        if (timeline.isEmpty()) {
            throw new Failure("It was accepted, but not judged within " + wait + " seconds; see mailctl status.");
        }
        timeline.get().print(console);
        if (!timeline.get().finished()) {
            console.say(
                    "It is still under way; see mailctl trace " + timeline.get().id() + ".");
        }
        return 0;
    }
}
