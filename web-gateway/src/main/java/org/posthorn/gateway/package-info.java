/// Web mail and the admin console: server-rendered pages over the other services' internal HTTP APIs, live by
/// server-sent events, composing through Acceptance. Its own state is small: sessions, send keys and a signing
/// secret in the schema `gateway`. Nothing here is on the mail path.
@Configuration
@NullMarked
@Requires(property = "posthorn.service", value = "gateway")
package org.posthorn.gateway;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
