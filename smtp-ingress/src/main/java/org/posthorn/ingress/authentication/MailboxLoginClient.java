package org.posthorn.ingress.authentication;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.posthorn.events.api.AccountApi;
import org.posthorn.ingress.session.Login;
import org.posthorn.mail.Parsed;
import org.posthorn.mail.address.MailboxAddress;
import org.posthorn.runtime.http.ServiceClient;
import org.posthorn.runtime.http.ServiceError;

/// Asks mailbox-service.
public final class MailboxLoginClient implements LoginCheck {
    private final ServiceClient mailbox;

    public MailboxLoginClient(ServiceClient mailbox) {
        this.mailbox = mailbox;
    }

    @Override
    public Result check(Credentials credentials, String clientIp) {
        var question = new AccountApi.Authenticate(credentials.login(), credentials.password(), "smtp", clientIp);
        try {
            var found = mailbox.post("/internal/v1/authenticate", question, AccountApi.Authenticated.class);
            var addresses = Stream.concat(Stream.of(found.address()), found.addresses().stream())
                    .map(MailboxLoginClient::key)
                    .collect(Collectors.toUnmodifiableSet());
            return new Result.Right(new Login(found.account(), found.address(), addresses));
        } catch (ServiceError.Refused refused) {
            return refused.status() == 429 ? new Result.TooMany() : new Result.Wrong();
        } catch (ServiceError.Unavailable | ServiceError.Failed away) {
            return new Result.Unavailable(String.valueOf(away.getMessage()));
        }
    }

    private static String key(String address) {
        return MailboxAddress.parse(address) instanceof Parsed.Ok<MailboxAddress>(var mailbox)
                ? mailbox.key()
                : address;
    }
}
