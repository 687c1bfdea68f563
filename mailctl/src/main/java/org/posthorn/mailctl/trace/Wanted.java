package org.posthorn.mailctl.trace;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.posthorn.mailctl.console.Failure;

/// What `--find` asks for.
final class Wanted {
    private static final String ANYWHERE = "q";
    private static final List<String> FIELDS =
            List.of(ANYWHERE, "id", "from", "to", "subject", "ip", "reply", "had", "since", "until", "limit");

    private Wanted() {}

    /// The fields of the search by name. Words without a field go together into the one that looks everywhere.
    ///
    /// @throws Failure for a field that does not exist, or one that is given twice
    static Map<String, String> fields(List<String> given) {
        var fields = new TreeMap<String, String>();
        for (var each : given) {
            int equals = each.indexOf('=');
            var name = equals < 0 ? ANYWHERE : each.substring(0, equals);
            if (FIELDS.contains(name)) {
                put(fields, name, each.substring(equals + 1));
            } else if (name.matches("[a-z]+")) {
                throw new Failure("There is no field " + name + "; write words, or one of " + String.join(", ", FIELDS)
                        + " as FIELD=VALUE.");
            } else {
                // such as a Message-ID with "=" in it
                put(fields, ANYWHERE, each);
            }
        }
        return fields;
    }

    private static void put(Map<String, String> fields, String name, String value) {
        var before = fields.put(name, value);
        if (before != null && name.equals(ANYWHERE)) {
            fields.put(name, before + " " + value);
        } else if (before != null) {
            throw new Failure("The field " + name + " is given twice.");
        }
    }
}
