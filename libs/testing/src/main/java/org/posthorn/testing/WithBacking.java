package org.posthorn.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// Gives a test class its servers as parameters of its constructor, tests and life-cycle methods:
///
/// - [TestKafka]: the shared Kafka and a prefix for the class's topics and groups,
/// - [TestDatabase]: a fresh, empty database of the class on the shared PostgreSQL,
/// - [Backing]: the shared servers themselves.
///
/// Only what a class names is started.
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(BackingExtension.class)
public @interface WithBacking {}
