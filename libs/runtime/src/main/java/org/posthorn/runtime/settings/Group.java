package org.posthorn.runtime.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a record as a group of settings. Its components, each a [Setting], have the keys `prefix.component-name`.
/// Every group is listed by class name in the resource `META-INF/posthorn/settings` of its module, so that one
/// configuration file can serve all services and a misspelt key is still found.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Group {
    /// The first part of every key of the group, such as `mail`.
    String prefix();

    /// One sentence for docs/configuration.md.
    String doc();

    /// Keys (without the prefix) that earlier releases had; each stops the start with a sentence of its own:
    /// `old-name: what to write instead`.
    String[] retired() default {};
}
