package org.posthorn.mailbox.lesson;

import org.posthorn.runtime.service.Running;

/// What teaches the spam filter; nothing where none is set.
public record Teaching(Running part) {}
