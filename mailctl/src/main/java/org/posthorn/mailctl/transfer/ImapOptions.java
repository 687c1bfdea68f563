package org.posthorn.mailctl.transfer;

import org.posthorn.mailctl.console.Console;
import org.posthorn.mailctl.transfer.ImapLogin.Encryption;
import org.posthorn.runtime.settings.HostPort;
import picocli.CommandLine.Option;

/// The options of `mailctl import imap`: how to log in there.
final class ImapOptions {
    @Option(names = "--user", required = true, description = "The login there.")
    private String user = "";

    @Option(names = "--password-stdin", description = "Read the password from the standard input.")
    private boolean fromInput;

    @Option(names = "--encryption", defaultValue = "tls", description = "tls (the default), starttls, or none.")
    private Encryption encryption = Encryption.TLS;

    @Option(names = "--insecure", description = "Take any certificate.")
    private boolean insecure;

    /// Asks for the password, where it does not come from the standard input.
    ImapLogin login(HostPort server, Console console) {
        var password = fromInput ? console.readLine().orElse("") : console.secret("Password of " + user);
        return new ImapLogin(server, encryption, insecure, user, password);
    }
}
