package org.posthorn.runtime.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Writes docs/configuration.md from the groups on the class path, and the list of keys that services without the
/// others on their class path check against.
public final class ConfigurationPage {
    private static final String HEAD = """
            # Configuration

            This page is generated from the settings' own documentation; a test fails when it is stale.

            Settings are read from their defaults, then from the file `posthorn.properties` (or `--config=FILE`),
            then from the environment, then from the command line as `--key=value`; the last one wins. A key that
            does not exist, or a value that cannot be read, stops the start with one sentence. One file serves all
            services.

            Durations are written `250ms`, `10s`, `5m`, `4h`, `5d`; sizes `10MB`, `256KiB` or in octets (both kinds
            of unit are binary); lists are separated by commas; maps are written `name=value, name=value`. The
            environment variable of a key is `POSTHORN_` and the key in capitals with `_` for `.` and `-`:
            `POSTHORN_MAIL_MAX_MESSAGE_SIZE`. Short variables are listed where there are any.
            """;

    private ConfigurationPage() {}

    /// The whole page.
    public static String markdown(Catalogue catalogue) {
        var page = new StringBuilder(HEAD);
        for (var group : groups(catalogue)) {
            page.append("\n## ").append(SettingKey.prefix(group)).append("\n\n");
            page.append(group.getAnnotation(Group.class).doc()).append("\n\n");
            page.append("| key | default | what it is |\n|---|---|---|\n");
            SettingKey.of(group).forEach(key -> page.append(row(key)));
        }
        return page.toString();
    }

    /// Every key, one a line.
    public static String knownKeys(Catalogue catalogue) {
        var keys = new StringBuilder("# Generated: the keys of all services, which share one configuration file.\n");
        for (var group : groups(catalogue)) {
            SettingKey.of(group).forEach(key -> keys.append(key.key()).append('\n'));
        }
        return keys.toString();
    }

    private static List<Class<? extends Record>> groups(Catalogue catalogue) {
        var groups = new ArrayList<>(catalogue.groups());
        groups.sort(Comparator.comparing(group -> SettingKey.prefix(group) + " " + group.getName()));
        return groups;
    }

    private static String row(SettingKey key) {
        var variables = key.variables().subList(1, key.variables().size());
        var also = variables.isEmpty() ? "" : " Also `" + String.join("`, `", variables) + "`.";
        var value = key.defaultText().isEmpty() ? "" : "`" + key.defaultText() + "`";
        return "| `" + key.key() + "` | " + value + " | " + key.doc().replace("|", "\\|") + also + " |\n";
    }
}
