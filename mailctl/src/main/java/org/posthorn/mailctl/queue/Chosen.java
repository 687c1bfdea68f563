package org.posthorn.mailctl.queue;

import java.util.List;
import java.util.Optional;
import org.posthorn.events.MessageId;
import org.posthorn.events.api.QueueApi.Selection;
import org.posthorn.mailctl.console.Failure;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which part of the queue a command is about.
final class Chosen {
    @Parameters(paramLabel = "MESSAGE-ID", arity = "0..*", description = "These messages.")
    private List<String> messages = List.of();

    @Option(names = "--recipient", description = "This recipient; may be repeated.")
    private List<String> recipients = List.of();

    @Option(names = "--domain", description = "All recipients of this domain.")
    private Optional<String> domain = Optional.empty();

    @Option(names = "--sender", description = "All of this sender.")
    private Optional<String> sender = Optional.empty();

    @Option(names = "--site", description = "All that wait for this site, as the list names it.")
    private Optional<String> site = Optional.empty();

    @Option(names = "--state", description = "All in this state: due, deferred, held or in-doubt.")
    private Optional<String> state = Optional.empty();

    @Option(names = "--all", description = "The whole queue.")
    private boolean all;

    Selection selection() {
        return new Selection(
                ids(), recipients, domain, sender, site, state, all, "mailctl " + System.getProperty("user.name"));
    }

    private List<MessageId> ids() {
        try {
            return messages.stream().map(MessageId::of).toList();
        } catch (IllegalArgumentException e) {
            throw new Failure(String.valueOf(e.getMessage()));
        }
    }

    String words() {
        var words = all && state.isEmpty() && domain.isEmpty() && sender.isEmpty() && site.isEmpty()
                ? "the whole queue"
                : messages.isEmpty() ? "what is queued" : messages.size() + " messages";
        return words
                + (recipients.isEmpty() ? "" : " for " + String.join(", ", recipients))
                + domain.map(name -> " for the domain " + name).orElse("")
                + sender.map(name -> " of " + name).orElse("")
                + site.map(name -> " at " + name).orElse("")
                + state.map(name -> " that is " + name).orElse("");
    }
}
