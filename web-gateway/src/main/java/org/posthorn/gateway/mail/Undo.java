package org.posthorn.gateway.mail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.posthorn.events.api.MailApi.FlagChange;
import org.posthorn.events.api.MailApi.Move;
import org.posthorn.runtime.http.Refusal;

/// The way back from an action, as a token in a form: which messages go to which folder, or which flags return. It says
/// only what its own account may do anyway, so it needs no secret and no memory on the server.
sealed interface Undo {
    /// As many as one action can touch.
    int MOST_IDS = 20_000;

    record Moves(List<Move> moves) implements Undo {}

    record Flags(FlagChange change) implements Undo {}

    /// As text of letters, digits, `-` and `_`.
    default String token() {
        var text = switch (this) {
            case Moves(var moves) ->
                "m"
                        + moves.stream()
                                .map(move -> move.folder() + ":" + ids(move.ids()))
                                .collect(Collectors.joining(";"));
            case Flags(var change) ->
                "f" + String.join(" ", change.add()) + ";" + String.join(" ", change.remove()) + ";"
                        + ids(change.ids());
        };
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static Undo of(String token) {
        try {
            var text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            return text.startsWith("m") ? moves(text.substring(1)) : flags(text.substring(1));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw Refusal.badRequest("This cannot be undone.");
        }
    }

    private static Undo moves(String text) {
        var moves = new ArrayList<Move>();
        for (var move : text.split(";")) {
            int colon = move.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("no folder");
            }
            moves.add(new Move(numbers(move.substring(colon + 1)), move.substring(0, colon)));
        }
        return new Moves(moves);
    }

    private static Undo flags(String text) {
        var fields = text.split(";", 3);
        return new Flags(new FlagChange(numbers(fields[2]), words(fields[0]), words(fields[1])));
    }

    /// In order, each as its distance to the one before: neighbours take one digit.
    private static String ids(List<Long> ids) {
        var text = new StringBuilder();
        long before = 0;
        for (long id : ids.stream().sorted().toList()) {
            text.append(text.isEmpty() ? "" : ",").append(Long.toString(id - before, 36));
            before = id;
        }
        return text.toString();
    }

    private static List<Long> numbers(String text) {
        var numbers = new ArrayList<Long>();
        long before = 0;
        for (var number : text.split(",", MOST_IDS)) {
            before += Long.parseLong(number, 36);
            numbers.add(before);
        }
        return numbers;
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }
}
