package org.posthorn.mailctl;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.mailctl.console.Console;
import org.posthorn.runtime.http.ServiceError;

/// One run of mailctl: where it prints, and the installation it is for. Commands get it in their constructor.
public final class Session implements AutoCloseable {
    private final Console console;
    private final Map<String, String> environment;
    private final List<String> overrides = new ArrayList<>();
    private Optional<Path> data = Optional.empty();
    private Optional<Path> config = Optional.empty();
    private @Nullable Installation installation;

    Session(Console console, Map<String, String> environment) {
        this.console = console;
        this.environment = environment;
    }

    void data(Path directory) {
        data = Optional.of(directory);
    }

    void config(Path file) {
        config = Optional.of(file);
    }

    void override(String key, String value) {
        overrides.add("--" + key + "=" + value);
    }

    public Console console() {
        return console;
    }

    /// The installation, found when it is first asked for.
    public Installation installation() {
        var found = installation;
        if (found == null) {
            found = Installation.find(new Installation.Where(data, config, overrides), environment);
            installation = found;
        }
        return found;
    }

    /// Tells the audit of what a command changed, when it changed something.
    void audit(Audited command) {
        var open = installation;
        if (open == null || !open.hasChanged()) {
            return;
        }
        try {
            open.gateway().post("/internal/v1/audit", command.entry());
        } catch (ServiceError e) {
            console.err().println("This is not in the audit: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        var open = installation;
        if (open != null) {
            open.close();
        }
    }
}
