package org.posthorn.mailbox;

import org.posthorn.runtime.http.ServiceAddresses;
import org.posthorn.runtime.service.Main;

/// Starts mailbox-service alone.
public final class MailboxApplication {
    private MailboxApplication() {}

    public static void main(String[] arguments) {
        Main.run(
                "mailbox",
                arguments,
                settings -> settings.get(ServiceAddresses.class).mailboxListen());
    }
}
