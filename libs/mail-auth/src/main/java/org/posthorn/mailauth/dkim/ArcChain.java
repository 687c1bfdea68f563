package org.posthorn.mailauth.dkim;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The ARC sets of a header section, in order and whole (RFC 8617 §4.2).
///
/// @param sets instance 1 first; empty when there is no chain
/// @param flaw why the chain's shape is wrong already (§5.2 steps 2 and 3)
record ArcChain(List<Set> sets, Optional<String> flaw) {
    /// RFC 8617 §4.2.1: a longer chain fails.
    static final int MOST_SETS = 50;

    /// One server's three fields.
    ///
    /// @param chainStatus the `cv=` tag, lower case
    record Set(HeaderBlock.Field results, SignatureField message, SignatureField seal, String chainStatus) {
        /// Appends all three fields in the order of seals.
        void write(HeaderBlock header, ByteArrayOutputStream out) {
            Canonicalization.RELAXED.header(header.octets(), results, out);
            Canonicalization.RELAXED.header(header.octets(), message.place(), out);
            Canonicalization.RELAXED.header(header.octets(), seal.place(), out);
        }
    }

    static ArcChain of(HeaderBlock header) {
        Map<Integer, Found> found = new TreeMap<>();
        for (var field : header.fields()) {
            var kind = Kind.of(header, field);
            if (kind == null) {
                continue;
            }
            var instance = instance(header, field, kind);
            if (instance < 1 || instance > MOST_SETS) {
                return flawed("an ARC field has no instance from 1 to 50");
            }
            if (!found.computeIfAbsent(instance, _ -> new Found()).add(kind, field)) {
                return flawed("an ARC field stands twice");
            }
        }
        List<Set> sets = new ArrayList<>();
        for (var entry : found.entrySet()) {
            if (entry.getKey() != sets.size() + 1) {
                return flawed("an ARC set is missing");
            }
            var set = entry.getValue().read(header, entry.getKey());
            if (set.flaw() != null) {
                return flawed(set.flaw());
            }
            sets.add(set.set());
        }
        return new ArcChain(List.copyOf(sets), Optional.empty());
    }

    private static ArcChain flawed(String flaw) {
        return new ArcChain(List.of(), Optional.of(flaw));
    }

    Set newest() {
        return sets.getLast();
    }

    /// What the seal of an instance was made over: all sets up to it, the seal itself without its `b=`
    /// (§5.1.1).
    byte[] sealedOctets(HeaderBlock header, int instance) {
        var out = new ByteArrayOutputStream(4096);
        for (var set : sets.subList(0, instance - 1)) {
            set.write(header, out);
        }
        var own = sets.get(instance - 1);
        Canonicalization.RELAXED.header(header.octets(), own.results(), out);
        Canonicalization.RELAXED.header(header.octets(), own.message().place(), out);
        own.seal().ownOctets(header, out);
        return out.toByteArray();
    }

    private static int instance(HeaderBlock header, HeaderBlock.Field field, Kind kind) {
        var value = header.value(field);
        // RFC 8617 §4.1.1: in the results the instance is the first thing, and what follows is no tag list.
        var text = kind == Kind.RESULTS ? value.substring(0, Math.max(0, value.indexOf(';'))) : value;
        var digits = TagList.parse(text).flatMap(tags -> tags.find("i")).orElse("");
        var number = !digits.isEmpty() && digits.length() <= 4 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Integer.parseInt(digits) : 0;
    }

    private enum Kind {
        RESULTS("arc-authentication-results"),
        MESSAGE("arc-message-signature"),
        SEAL("arc-seal");

        private final String name;

        Kind(String name) {
            this.name = name;
        }

        static @Nullable Kind of(HeaderBlock header, HeaderBlock.Field field) {
            for (var kind : values()) {
                if (header.isNamed(field, kind.name)) {
                    return kind;
                }
            }
            return null;
        }
    }

    /// Either a whole set or what is wrong with it.
    private record Read(@Nullable Set found, @Nullable String flaw) {
        Set set() {
            if (found == null) {
                throw new IllegalStateException("a set without a flaw is whole");
            }
            return found;
        }
    }

    private static final class Found {
        private HeaderBlock.@Nullable Field results;
        private HeaderBlock.@Nullable Field message;
        private HeaderBlock.@Nullable Field seal;

        boolean add(Kind kind, HeaderBlock.Field field) {
            return switch (kind) {
                case RESULTS -> {
                    var first = results == null;
                    results = field;
                    yield first;
                }
                case MESSAGE -> {
                    var first = message == null;
                    message = field;
                    yield first;
                }
                case SEAL -> {
                    var first = seal == null;
                    seal = field;
                    yield first;
                }
            };
        }

        Read read(HeaderBlock header, int instance) {
            if (results == null || message == null || seal == null) {
                return new Read(null, "an ARC set is not whole");
            }
            if (!(SignatureField.parseArcMessage(header, message)
                    instanceof SignatureField.Parsed.Good(var signature))) {
                return new Read(null, "an ARC-Message-Signature cannot be read");
            }
            if (!(SignatureField.parseArcSeal(header, seal) instanceof SignatureField.Parsed.Good(var sealed))) {
                return new Read(null, "an ARC-Seal cannot be read");
            }
            var status = TagList.parse(header.value(seal))
                    .flatMap(tags -> tags.find("cv"))
                    .orElse("");
            var wanted = instance == 1 ? "none" : "pass";
            if (!status.equalsIgnoreCase(wanted) && !status.equalsIgnoreCase("fail")) {
                return new Read(null, "an ARC-Seal does not say cv=" + wanted);
            }
            return new Read(new Set(results, signature, sealed, status.toLowerCase(Locale.ROOT)), null);
        }
    }
}
