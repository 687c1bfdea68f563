package org.posthorn.testing;

import java.util.Locale;

/// The one backing of this JVM.
final class SharedBacking {
    static final Backing INSTANCE = choose(System.getProperty("backing", "embedded"));

    private SharedBacking() {}

    private static Backing choose(String kind) {
        return switch (kind.toLowerCase(Locale.ROOT)) {
            case "embedded" -> new EmbeddedBacking();
            case "containers" -> new ContainersBacking();
            case "external" -> ExternalBacking.cleared();
            default ->
                throw new IllegalArgumentException("-Dbacking=" + kind + ": use embedded, containers or external");
        };
    }
}
