package org.posthorn.mail.message;

import java.util.List;
import java.util.Optional;

/// `Content-Disposition` (RFC 2183).
///
/// @param type       in lower case: `inline`, `attachment`
/// @param parameters in order
public record Disposition(String type, List<Parameter> parameters) {

    static Optional<Disposition> parse(String value) {
        var reader = new ParameterReader(value);
        var type = reader.token();
        return type.isEmpty() ? Optional.empty() : Optional.of(new Disposition(type, reader.parameters()));
    }

    public Optional<String> fileName() {
        return ParameterReader.decoded(parameters, "filename");
    }
}
