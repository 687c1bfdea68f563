package org.posthorn.gateway.mail;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The fields below the search box, written as the query that means the same.
final class SearchFields {
    /// Fields whose value follows their name.
    private static final List<String> NAMES = List.of("from", "to", "subject", "after", "before", "in");

    private SearchFields() {}

    /// @param query what the box says
    /// @param field the value of a field; empty when it is not filled in
    static String query(String query, Function<String, Optional<String>> field) {
        var whole = new StringBuilder(query.strip());
        for (var name : NAMES) {
            field.apply(name)
                    .map(value -> value.replace('"', ' ').strip())
                    .filter(value -> !value.isEmpty())
                    .ifPresent(value -> add(whole, name + ":" + (value.contains(" ") ? "\"" + value + "\"" : value)));
        }
        field.apply("has").filter("attachment"::equals).ifPresent(_ -> add(whole, "has:attachment"));
        return whole.toString();
    }

    private static void add(StringBuilder query, String term) {
        query.append(query.isEmpty() ? "" : " ").append(term);
    }
}
