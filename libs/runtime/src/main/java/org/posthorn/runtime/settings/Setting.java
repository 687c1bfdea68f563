package org.posthorn.runtime.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// One setting: a component of a [Group] record.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
    /// The default, written as it would be in the file; empty means an empty text, list or Optional.
    String value() default "";

    /// One or two sentences for docs/configuration.md.
    String doc();

    /// Further environment variables that set it, such as `MAIL_PORT`, beside `POSTHORN_PREFIX_KEY`.
    String[] env() default {};

    /// Whether the value must never be shown.
    boolean secret() default false;
}
