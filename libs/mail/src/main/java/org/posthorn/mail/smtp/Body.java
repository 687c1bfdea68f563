package org.posthorn.mail.smtp;

/// What octets a message's content may have (RFC 6152 §2, RFC 3030 §3).
public enum Body {
    SEVEN_BIT("7BIT"),
    EIGHT_BIT_MIME("8BITMIME"),
    BINARY_MIME("BINARYMIME");

    private final String keyword;

    Body(String keyword) {
        this.keyword = keyword;
    }

    public String keyword() {
        return keyword;
    }
}
