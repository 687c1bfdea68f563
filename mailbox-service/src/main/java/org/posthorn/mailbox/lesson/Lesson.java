package org.posthorn.mailbox.lesson;

/// What people say of a message.
enum Lesson {
    SPAM,
    HAM
}
