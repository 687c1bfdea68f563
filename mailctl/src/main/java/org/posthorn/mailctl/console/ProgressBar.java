package org.posthorn.mailctl.console;

import java.io.PrintStream;
import java.util.Locale;
import org.posthorn.runtime.backup.Progress;

/// One line at the terminal that shows how far a long command is; nothing where nobody looks.
public final class ProgressBar implements Progress, AutoCloseable {
    private static final int WIDTH = 24;
    private static final long LEAST_NANOS = 100_000_000;

    private final PrintStream out;
    private final boolean shown;
    private long last = System.nanoTime() - LEAST_NANOS;

    public ProgressBar(Console console) {
        this.out = console.err();
        this.shown = console.terminal();
    }

    @Override
    public void at(String what, long done, long of) {
        var now = System.nanoTime();
        if (shown && now - last >= LEAST_NANOS) {
            last = now;
            out.print("\r\033[K" + line(what, done, of));
            out.flush();
        }
    }

    static String line(String what, long done, long of) {
        if (of <= 0) {
            return "[" + " ".repeat(WIDTH) + "]      " + what;
        }
        int percent = (int) Math.min(100, done * 100 / of);
        int full = percent * WIDTH / 100;
        return String.format(
                Locale.ROOT, "[%s%s] %3d %% %s", "=".repeat(full), " ".repeat(WIDTH - full), percent, what);
    }

    @Override
    public void close() {
        if (shown) {
            out.print("\r\033[K");
            out.flush();
        }
    }
}
