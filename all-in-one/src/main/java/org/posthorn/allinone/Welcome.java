package org.posthorn.allinone;

import java.nio.file.Path;

/// The one screen that is shown when everything runs.
final class Welcome {
    private Welcome() {}

    static String of(Platform platform, Options options, Path log) {
        var text = new StringBuilder("\nPosthorn is ready.\n\n");
        line(
                text,
                "Web mail and administration",
                "http://localhost:" + platform.services().get("gateway").port());
        line(text, "Data", options.data().toString());
        line(text, "Log", log.toString());
        line(text, "Stop", "Ctrl-C");
        return text.toString();
    }

    private static void line(StringBuilder text, String what, String value) {
        text.append("  ")
                .append(what)
                .repeat(' ', Math.max(1, 30 - what.length()))
                .append(value)
                .append('\n');
    }
}
