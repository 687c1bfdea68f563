package org.posthorn.mailctl.account;

import java.security.SecureRandom;

/// Makes passwords: 20 characters that cannot be mistaken for one another, almost 100 bits.
final class Passphrase {
    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
    private static final int GROUPS = 4;
    private static final int GROUP = 5;

    private Passphrase() {}

    static String generate() {
        var random = new SecureRandom();
        var password = new StringBuilder();
        for (int i = 0; i < GROUPS * GROUP; i++) {
            if (i > 0 && i % GROUP == 0) {
                password.append('-');
            }
            password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return password.toString();
    }
}
