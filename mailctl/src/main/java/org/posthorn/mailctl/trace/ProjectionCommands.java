package org.posthorn.mailctl.trace;

import org.posthorn.mailctl.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `mailctl projection`.
@Command(name = "projection", description = "What is made of the topics and can be made again.")
public final class ProjectionCommands {
    private final Session session;

    ProjectionCommands(Session session) {
        this.session = session;
    }

    /// What can be made again.
    enum Projection {
        TRACE
    }

    @Command(name = "rebuild", description = "Drops a projection and builds it again from the topics.")
    int rebuild(@Parameters(paramLabel = "NAME", description = "trace") Projection name) {
        return switch (name) {
            case TRACE -> {
                session.console()
                        .confirm("Drop the trace and build it again? What the topics no longer hold is gone from it.");
                session.installation().gateway().post("/internal/v1/trace/rebuild", "");
                session.console().say("The trace is built again; /health of web-gateway says how far it is.");
                yield 0;
            }
        };
    }
}
