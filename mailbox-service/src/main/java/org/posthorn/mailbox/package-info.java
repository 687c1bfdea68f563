/// mailbox-service: the owner of accounts and mail.
@Configuration
@Requires(property = "posthorn.service", value = "mailbox")
@NullMarked
package org.posthorn.mailbox;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
