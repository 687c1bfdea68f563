package org.posthorn.allinone.prove;

import java.util.Locale;

/// A program that can be killed or stopped.
enum Target {
    INGRESS,
    POLICY,
    MAILBOX,
    DELIVERY,
    GATEWAY,
    KAFKA,
    POSTGRES;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
