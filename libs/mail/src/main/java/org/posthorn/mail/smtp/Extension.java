package org.posthorn.mail.smtp;

import java.util.Optional;

/// The service extensions that Posthorn offers or uses.
public enum Extension {
    /// RFC 2920
    PIPELINING("PIPELINING"),
    /// RFC 1870
    SIZE("SIZE"),
    /// RFC 6152
    EIGHT_BIT_MIME("8BITMIME"),
    /// RFC 6531
    SMTPUTF8("SMTPUTF8"),
    /// RFC 3030
    CHUNKING("CHUNKING"),
    /// RFC 3030
    BINARYMIME("BINARYMIME"),
    /// RFC 3461
    DSN("DSN"),
    /// RFC 2034
    ENHANCEDSTATUSCODES("ENHANCEDSTATUSCODES"),
    /// RFC 3207
    STARTTLS("STARTTLS"),
    /// RFC 8689
    REQUIRETLS("REQUIRETLS"),
    /// RFC 4954
    AUTH("AUTH"),
    /// RFC 9422
    LIMITS("LIMITS");

    private final String keyword;

    Extension(String keyword) {
        this.keyword = keyword;
    }

    public String keyword() {
        return keyword;
    }

    /// The extension of an EHLO keyword in any case of letters; empty for one that is not used here.
    public static Optional<Extension> of(String keyword) {
        for (var extension : values()) {
            if (extension.keyword.equalsIgnoreCase(keyword)) {
                return Optional.of(extension);
            }
        }
        return Optional.empty();
    }
}
