package org.posthorn.events;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The CloudEvents type of a record: what `ce_type` says on the wire. It is never changed and never used again.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface EventType {
    /// Such as `org.posthorn.mail.accepted.v1`.
    String value();

    /// One sentence for `docs/events.md`.
    String doc();
}
