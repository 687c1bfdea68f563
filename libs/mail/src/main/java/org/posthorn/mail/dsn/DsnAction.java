package org.posthorn.mail.dsn;

/// `Action` of a delivery report (RFC 3464 §2.3.3).
public enum DsnAction {
    FAILED("failed"),
    DELAYED("delayed"),
    DELIVERED("delivered"),
    RELAYED("relayed");

    private final String keyword;

    DsnAction(String keyword) {
        this.keyword = keyword;
    }

    public String keyword() {
        return keyword;
    }
}
