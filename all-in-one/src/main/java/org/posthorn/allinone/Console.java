package org.posthorn.allinone;

import java.io.PrintStream;

/// What the person at the terminal sees: a line per step while it starts, one screen when it runs, one sentence when it
/// cannot. Everything else goes to the log.
final class Console {
    private final PrintStream out;
    private final boolean quiet;

    Console(PrintStream out, boolean quiet) {
        this.out = out;
        this.quiet = quiet;
    }

    synchronized void say(String line) {
        if (!quiet) {
            out.println(line);
            out.flush();
        }
    }
}
