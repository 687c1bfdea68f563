package org.posthorn.events;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Why a message is filed in an account: an account may get both of one message.
public enum Purpose {
    /// It is a recipient.
    @JsonProperty("inbox")
    INBOX,
    /// It is the sender's copy.
    @JsonProperty("sent")
    SENT
}
