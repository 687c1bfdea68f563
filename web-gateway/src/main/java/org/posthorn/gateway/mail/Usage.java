package org.posthorn.gateway.mail;

import org.posthorn.events.api.AccountApi.Quota;

/// How full a mailbox is, for the side bar.
///
/// @param text such as `2.1 GB of 25 GB`
/// @param percent used of the limit that is nearer; 0 without limits
/// @param tone `good`, `warn` from 80 %, `bad` from 95 %
/// @param warning what will happen; empty while there is room
public record Usage(String text, int percent, String tone, String warning) {
    private static final int SHORT = 80;
    private static final int ALMOST = 95;
    private static final int FULL = 100;
    private static final String FULL_WARNING =
            "Your mailbox is full: mail to you is refused. Delete messages for good: what lies in Trash counts too.";

    static Usage of(Quota quota) {
        boolean byCount = quota.maxMessages() > 0
                && (quota.maxBytes() == 0
                        || quota.messages() / (double) quota.maxMessages() > quota.bytes() / (double) quota.maxBytes());
        var text = byCount
                ? quota.messages() + " of " + quota.maxMessages() + " messages"
                : Amount.of(quota.bytes()) + (quota.maxBytes() == 0 ? " stored" : " of " + Amount.of(quota.maxBytes()));
        int percent = quota.percent();
        // counted at this moment: what remembers since when it is full hears of a deletion a little later
        if (percent >= FULL) {
            return new Usage(text, percent, "bad", FULL_WARNING);
        }
        if (percent >= ALMOST) {
            return new Usage(text, percent, "bad", "Almost full: soon mail to you is refused.");
        }
        return new Usage(text, percent, percent >= SHORT ? "warn" : "good", percent >= SHORT ? "Getting full." : "");
    }
}
