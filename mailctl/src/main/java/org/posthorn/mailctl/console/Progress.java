package org.posthorn.mailctl.console;

import java.io.PrintStream;
import java.util.Locale;

/// How far something is, on one line of a terminal that is drawn over itself a few times a second. Where
/// nobody looks, nothing is printed.
public final class Progress implements AutoCloseable {
    private static final int WIDTH = 24;
    private static final long BETWEEN_NANOS = 150_000_000;

    private final PrintStream out;
    private final boolean shown;
    private final String what;
    private final long began = System.nanoTime();
    private long first = -1;
    private long drawn;
    private String last = "";

    Progress(PrintStream out, boolean shown, String what) {
        this.out = out;
        this.shown = shown;
        this.what = what;
    }

    /// @param whole 0 when it is not known
    public void at(long done, long whole) {
        long now = System.nanoTime();
        first = first < 0 ? done : first;
        if (!shown || (done < whole && now - drawn < BETWEEN_NANOS)) {
            return;
        }
        drawn = now;
        draw(line(what, done, whole, (done - first) * 1e9 / Math.max(1, now - began)));
    }

    /// @param rate a second
    static String line(String what, long done, long whole, double rate) {
        if (whole <= 0) {
            return String.format(Locale.ROOT, "%s  %,d  %,.0f/s", what, done, rate);
        }
        int filled = (int) Math.min(WIDTH, done * WIDTH / whole);
        var bar = "#".repeat(filled) + ".".repeat(WIDTH - filled);
        var left =
                rate < 0.5 || done >= whole ? "" : String.format(Locale.ROOT, "  %,.0f s left", (whole - done) / rate);
        return String.format(
                Locale.ROOT,
                "%s  [%s] %3d %%  %,d of %,d  %,.0f/s%s",
                what,
                bar,
                done * 100 / whole,
                done,
                whole,
                rate,
                left);
    }

    private void draw(String line) {
        out.print("\r" + line + " ".repeat(Math.max(0, last.length() - line.length())));
        out.flush();
        last = line;
    }

    /// Prints a sentence, above the line.
    public void say(String sentence) {
        if (!last.isEmpty()) {
            out.print("\r" + " ".repeat(last.length()) + "\r");
        }
        out.println(sentence);
        last = "";
    }

    /// Leaves the line as it is.
    @Override
    public void close() {
        if (!last.isEmpty()) {
            out.println();
        }
    }
}
