package org.posthorn.gateway.compose;

import java.util.List;
import java.util.Optional;
import org.posthorn.gateway.page.Shell;

/// The page on which a message is written.
///
/// @param draft the number of the draft that it is saved as; empty before
/// @param key of this press of Send
/// @param reply the message that it answers or forwards; empty when none
/// @param mode `reply`, `all`, `forward` or empty
/// @param html what is written when it is formatted; absent for plain text
/// @param cost what it costs to send, and what is left; absent when it is free
/// @param mistakes why it was not sent; empty at first
/// @param limit how large attachments can be together, for people
/// @param most the same in octets
public record ComposePage(
        Shell shell,
        String title,
        String draft,
        String key,
        String reply,
        String mode,
        List<String> from,
        String to,
        String cc,
        String bcc,
        String subject,
        String text,
        Optional<String> html,
        String inReplyTo,
        String references,
        List<Attached> attached,
        Optional<String> cost,
        List<String> mistakes,
        String limit,
        long most) {
    /// An attachment that is kept.
    ///
    /// @param reference `message:part`
    public record Attached(String reference, String name, String size, String href) {}
}
