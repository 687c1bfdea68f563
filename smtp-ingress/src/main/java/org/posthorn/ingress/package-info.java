/// smtp-ingress: the SMTP server. It accepts mail for our domains and from our users, refuses what it must inside the
/// session, and says 250 only when the log has the message.
///
/// It needs Kafka alone: domains and recipients are decided from the local view of `directory`. AUTH asks
/// mailbox-service, and a message past the inline limit needs the claim store; each alone is refused for now while that
/// is away.
///
/// RFC 5321, 6409, 8314, 1870, 2034, 2920, 3030, 3207, 3461, 4954, 6152, 6531, 8689, 9422.
@Configuration
@Requires(property = "posthorn.service", value = "ingress")
@NullMarked
package org.posthorn.ingress;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
