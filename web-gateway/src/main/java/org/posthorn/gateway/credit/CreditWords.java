package org.posthorn.gateway.credit;

import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.DirectoryEntry.AccountFacts;
import org.posthorn.events.PolicyEntry.Per;
import org.posthorn.events.PolicyEntry.Price;
import org.posthorn.gateway.client.Directory;
import org.posthorn.runtime.credit.CreditView;
import org.posthorn.runtime.credit.Shortfall;

/// What pages say of credits, from the local views.
public final class CreditWords {
    private final Directory directory;
    private final CreditView credits;

    public CreditWords(Directory directory, CreditView credits) {
        this.directory = directory;
        this.credits = credits;
    }

    /// What a message of this account costs, as a sentence.
    public String price(AccountId account) {
        return priceOf(account).map(CreditWords::sentence).orElse("Your messages are free.");
    }

    private static String sentence(Price price) {
        return "A message to another server costs " + price.credits()
                + (price.per() == Per.RECIPIENT ? " credits for each recipient" : " credits")
                + "; within this one mail is free.";
    }

    /// The price and what is left, before anything is sent; nothing when the account's messages are free.
    public Optional<String> beforeSending(AccountId account) {
        return priceOf(account)
                .map(price -> sentence(price)
                        + credits.balance(account)
                                .map(balance -> " You have " + balance.credits() + ".")
                                .orElse(""));
    }

    /// Why a message to so many recipients on other servers cannot be sent.
    public Optional<Shortfall> shortfall(AccountId account, int recipients) {
        return facts(account).flatMap(facts -> credits.shortfall(facts, recipients));
    }

    private Optional<Price> priceOf(AccountId account) {
        return facts(account).flatMap(credits::price);
    }

    private Optional<AccountFacts> facts(AccountId account) {
        return directory.account(account);
    }
}
