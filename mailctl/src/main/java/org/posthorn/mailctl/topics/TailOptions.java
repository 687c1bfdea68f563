package org.posthorn.mailctl.topics;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Option;

/// What of a topic is printed.
final class TailOptions {
    @Option(
            names = {"-f", "--follow"},
            description = "Wait for more.")
    boolean follow;

    @Option(
            names = {"-n", "--last"},
            defaultValue = "20",
            description = "Begin so many records before the end of each partition (${DEFAULT-VALUE}).")
    long last;

    @Option(names = "--from-beginning", description = "Begin with the oldest record.")
    boolean fromBeginning;

    @Option(names = "--since", paramLabel = "TIME", description = "Begin at this time, such as 2026-03-01T10:00:00Z.")
    Optional<Instant> since = Optional.empty();

    @Option(names = "--limit", defaultValue = "1000000", description = "At most so many.")
    long limit;

    @Option(names = "--key", description = "Only records of this key.")
    Optional<String> key = Optional.empty();

    @Option(names = "--type", description = "Only events whose type has this text, such as bounced.")
    Optional<String> type = Optional.empty();

    @Option(names = "--grep", paramLabel = "TEXT", description = "Only events with this text in their JSON.")
    Optional<String> text = Optional.empty();

    @Option(names = "--save", paramLabel = "DIR", description = "Save each message as an .eml file there.")
    Optional<Path> save = Optional.empty();
}
