package org.posthorn.allinone.prove;

/// What happens to the connections of a [Way].
enum Disturbance {
    /// Every portion of octets comes late.
    DELAY("delay"),
    /// All are reset, and new ones as soon as they are made.
    CUT("cut"),
    /// Those that are open hear no more of the other side, which still hears them.
    HALF_CLOSE("half-close");

    private final String word;

    Disturbance(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }
}
