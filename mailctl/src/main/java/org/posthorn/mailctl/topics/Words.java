package org.posthorn.mailctl.topics;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// An event's most telling parts in a few words.
final class Words {
    private Words() {}

    static String of(JsonNode event) {
        var words = new ArrayList<String>();
        var envelope = event.path("envelope");
        if (!envelope.isMissingNode()) {
            words.add(path(envelope.path("reversePath").asText()) + " -> " + recipients(envelope));
        }
        if (event.has("routes")) {
            words.add(event.path("verdict").path("kind").asText() + ", " + routes(event));
        }
        var subject = event.path("subject");
        if (subject.isObject()) {
            words.add(subject.path("recipient").asText());
            attempt(event, words);
        } else if (event.has("recipient")) {
            words.add("for " + event.path("recipient").asText() + " (account "
                    + event.path("account").asText() + ")");
        }
        for (var name : List.of("domain", "address", "primaryAddress", "reply", "reason", "folderName")) {
            if (event.path(name).isValueNode()) {
                words.add(event.path(name).asText());
            }
        }
        if (subject.isTextual()) {
            words.add("\"" + subject.asText() + "\"");
        }
        return String.join(", ", words);
    }

    private static void attempt(JsonNode event, List<String> words) {
        var attempt = event.path("attempt");
        if (attempt.has("reply")) {
            words.add((attempt.has("host") ? attempt.path("host").asText() + ": " : "")
                    + attempt.path("reply").asText());
        }
        if (event.has("nextAttempt")) {
            words.add("next attempt " + event.path("nextAttempt").asText());
        }
        if (event.path("folder").isTextual()) {
            words.add("in " + event.path("folder").asText());
        }
    }

    private static String recipients(JsonNode envelope) {
        var names = new ArrayList<String>();
        envelope.path("recipients").forEach(one -> names.add(one.path("address").asText()));
        return few(names);
    }

    private static String routes(JsonNode event) {
        var names = new ArrayList<String>();
        event.path("routes")
                .forEach(route -> names.add(route.path("kind").asText()
                        + ("sent".equals(route.path("purpose").asText()) ? " (sent copy) " : " ")
                        + route.path("recipient").asText()));
        return few(names);
    }

    private static String few(List<String> names) {
        return names.size() <= 3
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, 3)) + " and " + (names.size() - 3) + " more";
    }

    private static String path(String reversePath) {
        return reversePath.isEmpty() ? "<>" : reversePath;
    }
}
