package org.posthorn.mailctl.status;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.posthorn.events.EventJson;
import org.posthorn.events.api.QueueApi.Summary;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Column;
import org.posthorn.mailctl.console.Console;
import org.posthorn.runtime.health.Health;
import org.posthorn.runtime.http.ServiceError;
import picocli.CommandLine.Command;

/// `mailctl status`.
@Command(name = "status", description = "How each service does; exit code 1 when one is not well.")
public final class StatusCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Session session;
    private final Console console;

    StatusCommand(Session session) {
        this.session = session;
        this.console = session.console();
    }

    /// A service.
    ///
    /// @param state `UP`, `DOWN` or `AWAY`
    record ServiceState(String service, String state, String detail) {
        boolean well() {
            return state.equals("UP");
        }
    }

    /// What `--json` prints.
    record Status(List<ServiceState> services, Optional<Summary> queue) {}

    @Override
    public Integer call() {
        var states = new ArrayList<ServiceState>();
        session.installation().services().forEach((name, url) -> states.add(ask(name, url)));
        var queue = queue();
        if (console.json()) {
            console.json(new Status(states, queue));
        } else {
            print(states, queue);
        }
        return states.stream().allMatch(ServiceState::well) ? 0 : 1;
    }

    private void print(List<ServiceState> states, Optional<Summary> queue) {
        console.table(
                states,
                "",
                Column.of("SERVICE", ServiceState::service),
                Column.of("STATE", ServiceState::state),
                Column.of("DETAIL", ServiceState::detail));
        queue.ifPresent(sum -> console.line(System.lineSeparator() + "Queue: " + sum.due() + " due, " + sum.deferred()
                + " deferred, " + sum.held() + " held, " + sum.inDoubt() + " in doubt"
                + sum.oldest()
                        .map(at -> "; the oldest since " + Console.time(at))
                        .orElse("")));
    }

    private ServiceState ask(String name, String url) {
        var request = HttpRequest.newBuilder(URI.create(url).resolve("/health"))
                .timeout(PATIENCE)
                .build();
        try {
            var answer = session.installation().http().send(request, BodyHandlers.ofByteArray());
            var report = EventJson.MAPPER.readValue(answer.body(), Health.Report.class);
            return new ServiceState(name, report.status(), detail(report));
        } catch (IOException e) {
            return new ServiceState(name, "AWAY", URI.create(url).getAuthority() + " does not answer.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new ServiceState(name, "AWAY", "Interrupted.");
        }
    }

    private static String detail(Health.Report report) {
        return report.parts().entrySet().stream()
                .filter(part -> report.well() || !part.getValue().well())
                .map(part -> part.getKey() + ": " + part.getValue().detail())
                .collect(Collectors.joining("; "));
    }

    private Optional<Summary> queue() {
        try {
            return Optional.of(session.installation().delivery().get("/internal/v1/queue/summary", Summary.class));
        } catch (ServiceError e) {
            return Optional.empty();
        }
    }
}
