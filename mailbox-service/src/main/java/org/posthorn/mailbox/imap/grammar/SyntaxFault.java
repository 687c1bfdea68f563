package org.posthorn.mailbox.imap.grammar;

/// What is wrong with a command. It leaves this package as a value only.
final class SyntaxFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    SyntaxFault(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
