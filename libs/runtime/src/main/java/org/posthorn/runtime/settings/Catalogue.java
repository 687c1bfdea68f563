package org.posthorn.runtime.settings;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Every key that any service knows. The groups on the class path come from the resources
/// `META-INF/posthorn/settings`; the keys of services that are not on it (a service running alone reads the same file
/// as all others) from the list that the build keeps in `known-keys.txt`.
public final class Catalogue {
    private static final String GROUPS = "META-INF/posthorn/settings";

    private final Map<String, SettingKey> keys = new LinkedHashMap<>();
    private final Set<Class<? extends Record>> groups = new LinkedHashSet<>();
    private final Map<String, String> retired = new TreeMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    private Catalogue() {}

    /// The catalogue of this class path.
    public static Catalogue load() {
        var catalogue = new Catalogue();
        try {
            var loader = Catalogue.class.getClassLoader();
            for (var url : Collections.list(loader.getResources(GROUPS))) {
                for (var name : lines(url)) {
                    catalogue.add(Class.forName(name, false, loader).asSubclass(Record.class));
                }
            }
            var list = Catalogue.class.getResource("known-keys.txt");
            if (list != null) {
                catalogue.known.addAll(lines(list));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(GROUPS + " names a class that does not exist: " + e.getMessage(), e);
        }
        catalogue.known.addAll(catalogue.keys.keySet());
        return catalogue;
    }

    private void add(Class<? extends Record> group) {
        if (!groups.add(group)) {
            return;
        }
        for (var key : SettingKey.of(group)) {
            if (keys.putIfAbsent(key.key(), key) != null) {
                throw new IllegalStateException(key.key() + " is declared by two groups");
            }
        }
        var annotation = group.getAnnotation(Group.class);
        for (var entry : annotation.retired()) {
            int colon = entry.indexOf(':');
            retired.put(
                    annotation.prefix() + "." + entry.substring(0, colon),
                    entry.substring(colon + 1).strip());
        }
    }

    private static List<String> lines(URL url) throws IOException {
        try (var reader = new BufferedReader(new InputStreamReader(url.openStream(), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        }
    }

    /// The groups on this class path.
    public Set<Class<? extends Record>> groups() {
        return Collections.unmodifiableSet(groups);
    }

    Collection<SettingKey> keys() {
        return keys.values();
    }

    /// Whether there is such a setting, or was one whose retirement the reading of settings will tell.
    public boolean hasHeardOf(String key) {
        return knows(key) || retired.containsKey(key);
    }

    boolean knows(String key) {
        return known.contains(key);
    }

    Optional<String> retired(String key) {
        return Optional.ofNullable(retired.get(key));
    }

    boolean knowsVariable(String variable) {
        return known.stream().anyMatch(key -> SettingKey.variable(key).equals(variable));
    }

    /// The known key nearest to a misspelt one, if any is near enough to be what was meant.
    Optional<String> nearest(String key) {
        return closest(key, known);
    }

    /// The same where other words may have been meant, too.
    public Optional<String> nearest(String word, Collection<String> others) {
        var candidates = new ArrayList<>(others);
        candidates.addAll(known);
        return closest(word, candidates);
    }

    Optional<String> nearestVariable(String variable) {
        return closest(variable, known.stream().map(SettingKey::variable).toList());
    }

    private static Optional<String> closest(String key, Collection<String> candidates) {
        int best = Math.max(2, key.length() / 4) + 1;
        Optional<String> nearest = Optional.empty();
        for (var candidate : candidates) {
            int distance = distance(key, candidate);
            if (distance < best) {
                best = distance;
                nearest = Optional.of(candidate);
            }
        }
        return nearest;
    }

    /// Levenshtein distance.
    private static int distance(String a, String b) {
        var row = new ArrayList<Integer>();
        for (int j = 0; j <= b.length(); j++) {
            row.add(j);
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row.get(0);
            row.set(0, i);
            for (int j = 1; j <= b.length(); j++) {
                int cost = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row.get(j);
                row.set(j, Math.min(cost, Math.min(diagonal, row.get(j - 1)) + 1));
            }
        }
        return row.get(b.length());
    }
}
