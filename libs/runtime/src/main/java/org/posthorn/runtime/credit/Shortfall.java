package org.posthorn.runtime.credit;

/// An account cannot pay for a message.
///
/// @param needed credits that the message costs
/// @param left credits that the account has
public record Shortfall(long needed, long left) {
    /// The words that the sender sees, wherever he sends from.
    public String sentence() {
        return "Insufficient credits: " + needed + " needed, " + left + " left";
    }
}
