package org.posthorn.mailctl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.posthorn.mailctl.console.Console;

/// One run of mailctl and what came out of it.
public record Ran(int code, String out, String err) {
    /// Runs it where nobody sits at a terminal.
    public static Ran mailctl(String... arguments) {
        return with("", false, arguments);
    }

    /// Runs it with somebody who types this.
    public static Ran typing(String typed, String... arguments) {
        return with(typed, true, arguments);
    }

    public static Ran with(String input, boolean terminal, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var console = new Console(
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                new BufferedReader(new StringReader(input)),
                terminal);
        int code = Mailctl.run(console, Map.of(), arguments);
        return new Ran(code, out.toString(UTF_8), err.toString(UTF_8));
    }

    /// Runs it against these services.
    public static Ran against(FakeServices services, String... arguments) {
        return mailctl(withServices(services, arguments));
    }

    public static String[] withServices(FakeServices services, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.add("--set=http.token=0123456789abcdef");
        for (var service : List.of("mailbox", "policy", "delivery", "ingress", "gateway")) {
            all.add("--url=" + service + "=" + services.url());
        }
        return all.toArray(String[]::new);
    }
}
