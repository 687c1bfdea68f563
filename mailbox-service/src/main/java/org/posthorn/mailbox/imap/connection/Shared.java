package org.posthorn.mailbox.imap.connection;

import java.util.concurrent.Semaphore;
import org.posthorn.mailbox.account.Authentication;
import org.posthorn.mailbox.change.Notices;
import org.posthorn.mailbox.imap.ImapSettings;
import org.posthorn.mailbox.imap.session.Capabilities;
import org.posthorn.mailbox.listener.SessionFailures;

/// What all connections share.
///
/// @param appendLimit  the largest message, in octets
/// @param compressions how many more connections may be compressed
/// @param appendBudget KiB of messages that clients are sending right now, of all connections together
/// @param fetchBudget  how many more sessions may hold much of messages that their clients read ([FetchRoom])
public record Shared(
        ImapSettings settings,
        Stores stores,
        Authentication authentication,
        Notices notices,
        Capabilities capabilities,
        UserSessions sessions,
        long appendLimit,
        Semaphore compressions,
        Semaphore appendBudget,
        Semaphore fetchBudget,
        SessionFailures failures) {}
