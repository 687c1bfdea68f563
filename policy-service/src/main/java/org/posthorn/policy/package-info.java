/// Judges, signs and routes accepted mail.
@Configuration
@Requires(property = "posthorn.service", value = "policy")
@NullMarked
package org.posthorn.policy;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
