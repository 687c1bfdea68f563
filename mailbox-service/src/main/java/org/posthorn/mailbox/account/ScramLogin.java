package org.posthorn.mailbox.account;

import java.util.function.Function;
import org.posthorn.events.api.AccountApi.Authenticated;

/// A SCRAM login under way: the server has asked, and waits for the client's proof.
///
/// @param challenge the server's first message
/// @param answer    judges the client's last message; throws a refusal when it proves nothing
public record ScramLogin(String challenge, Function<String, Proved> answer) {
    /// @param last the server's last message, its own proof
    public record Proved(Authenticated who, String last) {}
}
