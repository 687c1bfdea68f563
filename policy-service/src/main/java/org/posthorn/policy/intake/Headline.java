package org.posthorn.policy.intake;

import java.util.Optional;
import org.posthorn.mail.message.AddressList;
import org.posthorn.mail.message.HeaderAddress;
import org.posthorn.mail.message.HeaderField;
import org.posthorn.mail.message.HeaderSection;

/// What a timeline shows of a message's header section.
///
/// @param messageId the Message-ID field (RFC 5322 §3.6.4)
/// @param subject decoded, at most 200 characters
/// @param from the first author
record Headline(Optional<String> messageId, Optional<String> subject, Optional<HeaderAddress.Mailbox> from) {
    private static final int LONGEST_SUBJECT = 200;
    private static final int LONGEST_ID = 998;

    static Headline of(HeaderSection header) {
        return new Headline(
                header.value("Message-ID").filter(id -> !id.isEmpty()).map(id -> cut(id, LONGEST_ID)),
                header.first("Subject").map(HeaderField::text).map(subject -> cut(subject, LONGEST_SUBJECT)),
                header.value("From")
                        .flatMap(from -> AddressList.mailboxes(from).stream().findFirst()));
    }

    /// Cuts between characters, never within a pair of surrogates.
    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end);
    }
}
