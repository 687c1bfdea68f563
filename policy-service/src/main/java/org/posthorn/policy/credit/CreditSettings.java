package org.posthorn.policy.credit;

import org.posthorn.events.PolicyEntry.Per;
import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.Setting;

/// Settings of credits.
@Group(
        prefix = "credits",
        doc = "What a message to the world costs its sender. Mail between accounts here, forwarding and delivery status"
                + " notifications are free, and admins never pay.")
public record CreditSettings(
        @Setting(
                value = "4",
                doc = "What a message to the world costs in domains without a price of their own"
                        + " (`mailctl credits price`). 0: it is free.")
        int price,

        @Setting(value = "message", doc = "What the price is for: a `message`, or each external `recipient` of it.")
        Per per,

        @Setting(value = "1000", doc = "The credits that a new account begins with.")
        int initial,

        @Setting(value = "40", doc = "A balance below this counts as low: its owner is told so.")
        int lowBalance) {}
