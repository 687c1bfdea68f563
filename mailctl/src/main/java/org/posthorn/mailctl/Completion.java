package org.posthorn.mailctl;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `mailctl completion`.
@Command(name = "completion", description = "Prints a completion script for bash and zsh: source <(mailctl completion)")
final class Completion implements Runnable {
    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    Completion(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        var root = spec.root();
        session.console().line(AutoComplete.bash(root.name(), root.commandLine()));
    }
}
