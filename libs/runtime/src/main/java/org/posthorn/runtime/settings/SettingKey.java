package org.posthorn.runtime.settings;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One key of one group, with everything that the parser and the documentation need.
///
/// @param defaultText how the default would be written in the file
/// @param variables   environment variables, the own POSTHORN_ name first
record SettingKey(String key, Type type, String defaultText, String doc, List<String> variables, boolean secret) {

    /// The keys of a group, in the order of its components.
    static List<SettingKey> of(Class<? extends Record> group) {
        var keys = new ArrayList<SettingKey>();
        for (var component : group.getRecordComponents()) {
            keys.add(of(prefix(group), component));
        }
        return keys;
    }

    static String prefix(Class<? extends Record> group) {
        var annotation = group.getAnnotation(Group.class);
        if (annotation == null) {
            throw new IllegalStateException(group.getName() + " is not marked with @Group");
        }
        return annotation.prefix();
    }

    private static SettingKey of(String prefix, RecordComponent component) {
        var setting = component.getAnnotation(Setting.class);
        if (setting == null) {
            throw new IllegalStateException(component + " is not marked with @Setting");
        }
        var key = prefix + "." + kebab(component.getName());
        var variables = new ArrayList<String>();
        variables.add(variable(key));
        variables.addAll(List.of(setting.env()));
        return new SettingKey(
                key, component.getGenericType(), setting.value(), setting.doc(), variables, setting.secret());
    }

    /// The environment variable of a key: `mail.max-recipients` is `POSTHORN_MAIL_MAX_RECIPIENTS`.
    static String variable(String key) {
        return "POSTHORN_" + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /// `maxMessageSize` as `max-message-size`.
    static String kebab(String name) {
        var kebab = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isUpperCase(c)) {
                kebab.append('-');
            }
            kebab.append(Character.toLowerCase(c));
        }
        return kebab.toString();
    }
}
