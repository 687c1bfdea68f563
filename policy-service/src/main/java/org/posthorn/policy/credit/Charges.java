package org.posthorn.policy.credit;

import java.util.List;
import java.util.Optional;
import org.posthorn.events.DirectoryEntry.AccountFacts;
import org.posthorn.events.DirectoryEntry.Role;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.Route;
import org.posthorn.events.Verdict;
import org.posthorn.mail.address.Domain;
import org.posthorn.mail.address.MailboxAddress;
import org.posthorn.policy.view.DirectoryView;

/// Charges what our own accounts send into the world. Mail from outside, of services of ours and of admins is free, and
/// so is what an address of ours forwards.
public final class Charges {
    private final DirectoryView directory;
    private final CreditPrices prices;
    private final CreditLedger ledger;

    public Charges(DirectoryView directory, CreditPrices prices, CreditLedger ledger) {
        this.directory = directory;
        this.prices = prices;
        this.ledger = ledger;
    }

    /// Decides the charge of a message; durable when it returns. A message that was charged before gets the ruling of
    /// that time.
    public Charged charge(MessageAccepted message, Ruling ruling) {
        var payer = message.origin().submitter().flatMap(directory::account).filter(Charges::pays);
        var price = payer.map(account -> prices.of(domainOf(account)));
        if (price.isEmpty() || price.get().credits() == 0) {
            return new Charged(ruling, Optional.empty());
        }
        return ledger.charge(new Fare(
                message.messageId(),
                payer.get().account(),
                price.get().credits(),
                price.get().per(),
                costly(ruling),
                ruling));
    }

    private static boolean pays(AccountFacts account) {
        return account.role() != Role.ADMIN;
    }

    static String domainOf(AccountFacts account) {
        return account.primaryAddress().substring(account.primaryAddress().lastIndexOf('@') + 1);
    }

    private List<String> costly(Ruling ruling) {
        return switch (ruling.verdict()) {
            case Verdict.Deliver _, Verdict.FileAsJunk _, Verdict.Quarantine _ ->
                ruling.routes().stream()
                        .filter(route -> route instanceof Route.Remote && !isForwarded(route))
                        .map(Route::recipient)
                        .toList();
            case Verdict.Discard _, Verdict.Return _ -> List.of();
        };
    }

    /// It was sent to an address of ours, which stands for one in the world.
    private boolean isForwarded(Route route) {
        return MailboxAddress.parse(route.accepted())
                .toOptional()
                .flatMap(MailboxAddress::domain)
                .map(Domain::ascii)
                .filter(domain -> !directory.serves(domain))
                .isEmpty();
    }
}
