package org.posthorn.mailctl.transfer;

import org.posthorn.runtime.settings.HostPort;

/// Another IMAP server and the login there.
///
/// @param insecure whether any certificate will do
record ImapLogin(HostPort server, Encryption encryption, boolean insecure, String user, String password) {
    /// How the connection is protected.
    enum Encryption {
        TLS,
        STARTTLS,
        NONE
    }
}
