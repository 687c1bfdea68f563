package org.posthorn.mailauth.dkim;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/// A `DKIM-Signature` field, read (RFC 6376 §3.5), or one of the two fields of ARC that are made like it
/// (RFC 8617 §4.1.2, §4.1.3).
///
/// @param headerNames the `h=` tag, lower case
/// @param bodyHash the `bh=` tag, base64 in its one normal spelling, as is the signature, the `b=` tag
/// @param bodyLimit the `l=` tag, or `BodyHash.WHOLE_BODY`
record SignatureField(
        HeaderBlock.Field place,
        String algorithmTag,
        String domain,
        String selector,
        String identity,
        Canonicalization headerForm,
        Canonicalization bodyForm,
        List<String> headerNames,
        long bodyLimit,
        String bodyHash,
        String signature,
        Optional<Long> signedAt,
        Optional<Long> expiresAt) {

    private static final Pattern EMPTY_TAG = Pattern.compile(";\\s*;");

    /// Either the field, or why it is not one.
    sealed interface Parsed {
        record Good(SignatureField field) implements Parsed {}

        record Bad(Optional<TagList> tags, String reason) implements Parsed {}
    }

    /// Reads a `DKIM-Signature`.
    static Parsed parse(HeaderBlock header, HeaderBlock.Field place) {
        return parse(header, place, tags -> {
            if (!required(tags, "v").equals("1")) {
                throw new IllegalArgumentException("the signature's version is not 1");
            }
            required(tags, "h");
            var field = message(tags, place, tags.compact("i").orElse("@" + domain(tags)), "simple/simple");
            if (!field.headerNames().contains("from")) {
                throw new IllegalArgumentException("the signature does not cover From");
            }
            return field;
        });
    }

    /// Reads an `ARC-Message-Signature`: its `i=` is the instance, and it must not cover seals (RFC 8617
    /// §4.1.2).
    static Parsed parseArcMessage(HeaderBlock header, HeaderBlock.Field place) {
        return parse(header, place, tags -> {
            // The suite of ARC's authors has signers that leave c= out and mean relaxed.
            var field = message(tags, place, "@" + domain(tags), "relaxed/relaxed");
            if (field.headerNames().contains("arc-seal")) {
                throw new IllegalArgumentException("the message signature covers a seal");
            }
            return field;
        });
    }

    /// Reads an `ARC-Seal`, which covers what its place in the chain says and so has no `h=` (RFC 8617
    /// §4.1.3).
    static Parsed parseArcSeal(HeaderBlock header, HeaderBlock.Field place) {
        return parse(header, place, tags -> {
            // RFC 6376 §3.2: nothing may stand empty between two semicolons. DKIM's verifiers bear it, ARC's do not.
            if (EMPTY_TAG.matcher(header.value(place)).find()) {
                throw new IllegalArgumentException("the seal has an empty tag");
            }
            if (tags.find("h").isPresent() || tags.find("bh").isPresent()) {
                throw new IllegalArgumentException("the seal has a tag that seals do not have");
            }
            return new SignatureField(
                    place,
                    required(tags, "a").toLowerCase(Locale.ROOT),
                    domain(tags),
                    required(tags, "s").toLowerCase(Locale.ROOT),
                    "@" + domain(tags),
                    Canonicalization.RELAXED,
                    Canonicalization.RELAXED,
                    List.of(),
                    BodyHash.WHOLE_BODY,
                    "",
                    base64(required(tags, "b"), "b"),
                    number(tags, "t"),
                    Optional.empty());
        });
    }

    private static Parsed parse(
            HeaderBlock header, HeaderBlock.Field place, Function<TagList, SignatureField> reading) {
        var tags = TagList.parse(header.value(place));
        if (tags.isEmpty()) {
            return new Parsed.Bad(tags, "the signature is not a tag list");
        }
        try {
            return new Parsed.Good(reading.apply(tags.get()));
        } catch (IllegalArgumentException e) {
            return new Parsed.Bad(tags, String.valueOf(e.getMessage()));
        }
    }

    private static String domain(TagList tags) {
        return required(tags, "d").toLowerCase(Locale.ROOT);
    }

    private static SignatureField message(TagList tags, HeaderBlock.Field place, String identity, String usualForms) {
        var forms = tags.compact("c").orElse(usualForms);
        var slash = forms.indexOf('/');
        if (!tags.lists("q", "dns/txt", true)) {
            throw new IllegalArgumentException("the signature's key is not in the DNS");
        }
        return new SignatureField(
                place,
                required(tags, "a").toLowerCase(Locale.ROOT),
                domain(tags),
                required(tags, "s").toLowerCase(Locale.ROOT),
                identity,
                form(slash < 0 ? forms : forms.substring(0, slash)),
                form(slash < 0 ? "simple" : forms.substring(slash + 1)),
                names(tags.compact("h").orElseThrow(() -> new IllegalArgumentException("the signature has no h= tag"))),
                number(tags, "l").orElse(BodyHash.WHOLE_BODY),
                base64(required(tags, "bh"), "bh"),
                base64(required(tags, "b"), "b"),
                number(tags, "t"),
                number(tags, "x"));
    }

    /// `i=` is `d=` or below it (RFC 6376 §6.1.1).
    boolean identityFits(boolean exact) {
        var at = identity.lastIndexOf('@');
        var host = identity.substring(at + 1).toLowerCase(Locale.ROOT);
        return at >= 0 && (host.equals(domain) || (!exact && host.endsWith("." + domain)));
    }

    /// What the signature was made over: the chosen fields, then this one with an empty `b=` and no line
    /// end (RFC 6376 §3.7).
    byte[] signedOctets(HeaderBlock header) {
        var out = new ByteArrayOutputStream(2048);
        var next = new int[headerNames.size()];
        for (var i = 0; i < headerNames.size(); i++) {
            var name = headerNames.get(i);
            var earlier = headerNames.subList(0, i).lastIndexOf(name);
            var from = earlier < 0 ? header.fields().size() : next[earlier];
            next[i] = lastBefore(header, name, from);
            if (next[i] >= 0) {
                headerForm.header(header.octets(), header.fields().get(next[i]), out);
            }
        }
        ownOctets(header, out);
        return out.toByteArray();
    }

    /// Appends this field with an empty `b=` and no line end.
    void ownOctets(HeaderBlock header, ByteArrayOutputStream out) {
        var own = withoutSignature(header.octets());
        var block = HeaderBlock.of(own);
        var canonical = new ByteArrayOutputStream(own.length);
        headerForm.header(own, block.fields().getFirst(), canonical);
        out.write(canonical.toByteArray(), 0, canonical.size() - 2);
    }

    private static int lastBefore(HeaderBlock header, String name, int from) {
        for (var at = from - 1; at >= 0; at--) {
            if (header.isNamed(header.fields().get(at), name)) {
                return at;
            }
        }
        return -1;
    }

    private byte[] withoutSignature(byte[] octets) {
        var end = place.end() - 2;
        var start = place.colon() + 1;
        while (start < end) {
            var semicolon = indexOf(octets, ';', start, end);
            var equals = indexOf(octets, '=', start, semicolon);
            var name = new String(octets, start, equals - start, StandardCharsets.ISO_8859_1);
            if (equals < semicolon && name.strip().equals("b")) {
                var out = new ByteArrayOutputStream(place.end() - place.start());
                out.write(octets, place.start(), equals + 1 - place.start());
                out.write(octets, semicolon, place.end() - semicolon);
                return out.toByteArray();
            }
            start = semicolon + 1;
        }
        throw new IllegalStateException("a parsed signature has a b= tag");
    }

    private static int indexOf(byte[] octets, char wanted, int from, int end) {
        var at = from;
        while (at < end && octets[at] != wanted) {
            at++;
        }
        return at;
    }

    private static List<String> names(String list) {
        List<String> names = new ArrayList<>();
        var start = 0;
        while (start <= list.length()) {
            var colon = list.indexOf(':', start);
            var end = colon < 0 ? list.length() : colon;
            names.add(list.substring(start, end).toLowerCase(Locale.ROOT));
            start = end + 1;
        }
        return names;
    }

    private static String required(TagList tags, String name) {
        var value = tags.compact(name).orElse("");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("the signature has no " + name + "= tag");
        }
        return value;
    }

    private static Canonicalization form(String tag) {
        return Canonicalization.ofTag(tag)
                .orElseThrow(() -> new IllegalArgumentException("the signature's canonicalization is unknown"));
    }

    private static Optional<Long> number(TagList tags, String name) {
        return tags.compact(name).map(value -> {
            // RFC 6376 §3.5 allows l= 76 digits; what does not fit is larger than any body we take.
            if (value.isEmpty() || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw new IllegalArgumentException("the signature's " + name + "= tag is not a number");
            }
            return value.length() > 18 ? Long.MAX_VALUE : Long.parseLong(value);
        });
    }

    private static String base64(String value, String name) {
        try {
            return Base64.getEncoder().encodeToString(Base64.getDecoder().decode(value));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the signature's " + name + "= tag is not base64", e);
        }
    }
}
