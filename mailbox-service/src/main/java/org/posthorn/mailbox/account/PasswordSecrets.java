package org.posthorn.mailbox.account;

import java.util.Optional;

/// What is stored of a password.
///
/// @param hash      [PasswordHash]
/// @param scramKeys as [org.posthorn.mail.sasl.ScramKeys] writes them; absent where SCRAM is off, and for passwords
///                  that were set before it was there and not used since
record PasswordSecrets(String hash, Optional<String> scramKeys) {
    @Override
    public String toString() {
        return "PasswordSecrets";
    }
}
