package org.posthorn.gateway.mail;

import java.util.Optional;
import org.posthorn.gateway.page.Shell;

/// The whole mail page: folders, list, and the open conversation.
public record MailPage(Shell shell, Nav nav, MessageList list, Optional<Reader> reader, Toast toast) {}
