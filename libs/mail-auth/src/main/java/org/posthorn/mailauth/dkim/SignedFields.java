package org.posthorn.mailauth.dkim;

import java.util.ArrayList;
import java.util.List;

/// Which fields a signature covers (RFC 6376 §5.4.1).
///
/// Fields that readers see are listed once more than they occur, so that nobody can add another one
/// after us (§5.4.2, §8.15): those in `ALWAYS` even when the message has none, those in `WHEN_PRESENT`
/// only if it does, because lists and relays rightly add them.
final class SignedFields {
    private static final List<String> ALWAYS = List.of("from", "to", "cc", "subject", "reply-to");
    private static final List<String> WHEN_PRESENT = List.of(
            "sender",
            "date",
            "message-id",
            "in-reply-to",
            "references",
            "mime-version",
            "content-type",
            "content-transfer-encoding");
    private static final List<String> ONCE = List.of(
            "content-id",
            "content-description",
            "resent-date",
            "resent-from",
            "resent-sender",
            "resent-to",
            "resent-cc",
            "resent-message-id",
            "list-id",
            "list-help",
            "list-subscribe",
            "list-unsubscribe",
            "list-unsubscribe-post",
            "list-post",
            "list-owner",
            "list-archive",
            "auto-submitted",
            "feedback-id");

    private final List<String> names = new ArrayList<>(32);
    private final List<HeaderBlock.Field> fields = new ArrayList<>(32);

    private SignedFields() {}

    static SignedFields of(HeaderBlock header) {
        var chosen = new SignedFields();
        ALWAYS.forEach(name -> chosen.take(header, name, true, true));
        WHEN_PRESENT.forEach(name -> chosen.take(header, name, true, false));
        ONCE.forEach(name -> chosen.take(header, name, false, false));
        return chosen;
    }

    /// The fields that a message signature of ARC covers: the same, each only as often as it stands
    /// there, and the signatures of others (RFC 8617 §4.1.2).
    ///
    /// @param names filled with the items of the `h=` tag
    static List<HeaderBlock.Field> forArc(HeaderBlock header, List<String> names) {
        var chosen = new SignedFields();
        ALWAYS.forEach(name -> chosen.take(header, name, false, false));
        WHEN_PRESENT.forEach(name -> chosen.take(header, name, false, false));
        ONCE.forEach(name -> chosen.take(header, name, false, false));
        chosen.take(header, "dkim-signature", false, false);
        names.addAll(chosen.names);
        return chosen.fields;
    }

    /// The `h=` tag's items, in the order of hashing.
    List<String> names() {
        return names;
    }

    /// The fields that exist, in the order of hashing.
    List<HeaderBlock.Field> fields() {
        return fields;
    }

    private void take(HeaderBlock header, String name, boolean oversign, boolean evenIfAbsent) {
        var present = false;
        // From the bottom up, as the verifier will take them (RFC 6376 §5.4.2).
        for (var i = header.fields().size() - 1; i >= 0; i--) {
            var field = header.fields().get(i);
            if (header.isNamed(field, name)) {
                present = true;
                names.add(name);
                fields.add(field);
            }
        }
        if (oversign && (present || evenIfAbsent)) {
            names.add(name);
        }
    }
}
