package org.posthorn.allinone.prove;

/// A way over the network that can be disturbed.
enum Way {
    KAFKA("to Kafka"),
    POSTGRES("to PostgreSQL"),
    REMOTE("to remote servers"),
    CLIENTS("from clients");

    private final String words;

    Way(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
