package org.posthorn.runtime.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a web server said on a connection of its own, for clients that choose the address which they connect
/// to: Java's cannot be told one. Everything in it is limited but the time, which is the socket's.
///
/// @param fields by name in lower case; of one that comes twice, the last
/// @param body empty where nobody wanted it
@SuppressWarnings("ArrayRecordComponent")
public record WebAnswer(int status, Map<String, String> fields, byte[] body) {
    /// Reads an answer whole.
    ///
    /// @param largest octets of a body that are taken
    /// @throws IOException with words for a sentence
    public static WebAnswer whole(InputStream input, int largest) throws IOException {
        return new WebAnswerReader(new BufferedInputStream(input), largest).whole();
    }

    /// Reads what stands before the body.
    ///
    /// @throws IOException with words for a sentence
    public static WebAnswer head(InputStream input) throws IOException {
        return new WebAnswerReader(new BufferedInputStream(input), 0).head();
    }

    /// A field's value.
    public Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name.toLowerCase(Locale.ROOT)));
    }
}
