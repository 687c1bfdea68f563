package org.posthorn.mailbox.pop3.listener;

import org.posthorn.mailbox.account.Authentication;
import org.posthorn.mailbox.listener.SessionFailures;
import org.posthorn.mailbox.message.MessageChanges;
import org.posthorn.mailbox.pop3.Pop3Settings;
import org.posthorn.mailbox.pop3.maildrop.MaildropLocks;
import org.posthorn.mailbox.pop3.maildrop.MaildropStore;

/// What the sessions of POP3 share.
public record Pop3Services(
        Pop3Settings settings,
        Authentication authentication,
        MaildropStore store,
        MaildropLocks locks,
        MessageChanges changes,
        SessionFailures failures) {}
