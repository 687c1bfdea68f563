package org.posthorn.mail.message;

import java.util.List;
import java.util.Optional;

/// `Content-Type` (RFC 2045 §5).
///
/// @param type       in lower case
/// @param subtype    in lower case
/// @param parameters in order
public record ContentType(String type, String subtype, List<Parameter> parameters) {
    /// RFC 2045 §5.2: what a message without the field is.
    public static final ContentType TEXT = new ContentType("text", "plain", List.of());

    static final ContentType MESSAGE = new ContentType("message", "rfc822", List.of());
    static final ContentType OCTETS = new ContentType("application", "octet-stream", List.of());

    /// Reads an unfolded value; `fallback` when it names no type.
    static ContentType parse(String value, ContentType fallback) {
        var reader = new ParameterReader(value);
        var type = reader.token();
        if (type.isEmpty() || !reader.skip('/')) {
            return fallback;
        }
        var subtype = reader.token();
        return subtype.isEmpty() ? fallback : new ContentType(type, subtype, reader.parameters());
    }

    public boolean is(String type, String subtype) {
        return this.type.equals(type) && this.subtype.equals(subtype);
    }

    public boolean isText() {
        return type.equals("text");
    }

    public boolean isMultipart() {
        return type.equals("multipart");
    }

    /// Whether the body is a message itself (RFC 2046 §5.2.1, RFC 6532 §3.7).
    public boolean isMessage() {
        return type.equals("message") && (subtype.equals("rfc822") || subtype.equals("global"));
    }

    /// A parameter's value decoded by RFC 2231, or by RFC 2047 as much software writes it.
    public Optional<String> parameter(String name) {
        return ParameterReader.decoded(parameters, name);
    }

    public String charset() {
        return parameter("charset").orElse("");
    }

    @Override
    public String toString() {
        return type + "/" + subtype;
    }
}
