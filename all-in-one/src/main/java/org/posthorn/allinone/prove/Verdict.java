package org.posthorn.allinone.prove;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.posthorn.allinone.prove.Facts.Charge;

/// Whether each promise was kept. Pure: it knows the facts and nothing else.
///
/// @param promises one line each
record Verdict(List<Promise> promises) {
    private static final int EXAMPLES = 5;
    /// What a message to the world costs in this cluster.
    static final int PRICE = 4;

    /// One promise.
    ///
    /// @param looked at how many things
    /// @param broken a sentence for each that breaks it
    record Promise(String words, int looked, List<String> broken) {
        boolean kept() {
            return broken.isEmpty();
        }

        List<String> examples() {
            return broken.stream().limit(EXAMPLES).toList();
        }
    }

    static Verdict of(Facts facts) {
        return new Verdict(List.of(
                durable(facts),
                outcomes(facts),
                mailboxes(facts),
                remotes(facts),
                duplicates(facts),
                charges(facts),
                ledger(facts)));
    }

    boolean kept() {
        return promises.stream().allMatch(Promise::kept);
    }

    private static Promise durable(Facts facts) {
        var broken = new ArrayList<String>();
        for (var one : facts.tries()) {
            int ids = facts.messages().getOrDefault(one.label(), Set.of()).size();
            if (one.answered() && ids == 0) {
                broken.add(one.label() + " was answered 250 and is not in the log");
            }
            if (ids > 1) {
                broken.add(one.label() + " is in the log as " + ids + " messages");
            }
        }
        return new Promise(
                "What was answered 250 is in the log, once", facts.tries().size(), broken);
    }

    private static Promise outcomes(Facts facts) {
        var broken = new ArrayList<String>();
        int looked = 0;
        for (var one : facts.tries()) {
            if (!facts.inLog(one)) {
                continue;
            }
            for (var leg : legs(one)) {
                looked++;
                var told = facts.told(leg);
                if (told.terminals() == 0 && !facts.waiting().contains(leg)) {
                    broken.add(leg + " has no outcome and waits nowhere");
                }
                if (told.terminals() > 1 + told.doubts()) {
                    broken.add(leg + " has " + told.terminals() + " terminal outcomes, in doubt " + told.doubts());
                }
            }
        }
        return new Promise("Each recipient has one terminal outcome, or waits where one sees it", looked, broken);
    }

    private static Promise mailboxes(Facts facts) {
        var broken = new ArrayList<String>();
        var rightful = new HashSet<Leg>();
        for (var one : facts.tries()) {
            for (var leg : one.localLegs()) {
                rightful.add(leg);
                int copies = facts.mailboxes().getOrDefault(leg, 0);
                if (copies == 0 && (one.answered() || facts.ended(leg))) {
                    broken.add(leg + " is not in the mailbox");
                }
            }
        }
        facts.mailboxes().forEach((leg, copies) -> {
            if (copies > 1) {
                broken.add(leg + " is in the mailbox " + copies + " times");
            }
            if (!rightful.contains(leg)) {
                broken.add(leg + " is in a mailbox and nobody sent it there");
            }
        });
        return new Promise("Mailboxes hold each message once", rightful.size(), broken);
    }

    private static Promise remotes(Facts facts) {
        var broken = new ArrayList<String>();
        var rightful = new HashSet<Leg>();
        for (var one : facts.tries()) {
            for (var leg : one.remoteLegs()) {
                rightful.add(leg);
                var told = facts.told(leg);
                int taken = facts.sinks().getOrDefault(leg, 0);
                if (told.delivered() && taken == 0) {
                    broken.add(leg + " is called delivered and no remote server has it");
                }
                if (told.terminals() > 0 && !told.delivered() && taken > 0 && told.doubts() == 0) {
                    broken.add(leg + " is called failed and a remote server has it");
                }
            }
        }
        facts.sinks().keySet().stream()
                .filter(leg -> !rightful.contains(leg))
                .forEach(leg -> broken.add(leg + " is at a remote server and nobody sent it there"));
        return new Promise("Remote servers have what is called delivered, and nothing else", rightful.size(), broken);
    }

    private static Promise duplicates(Facts facts) {
        var broken = new ArrayList<String>();
        facts.sinks().forEach((leg, taken) -> {
            int explained = 1 + facts.told(leg).doubts();
            if (taken > explained) {
                broken.add(leg + " was taken " + taken + " times, in doubt "
                        + facts.told(leg).doubts());
            }
        });
        return new Promise(
                "Each further copy at a remote server is explained by an InDoubt",
                facts.sinks().size(),
                broken);
    }

    private static Promise charges(Facts facts) {
        var broken = new ArrayList<>(facts.credit());
        int looked = 0;
        for (var one : facts.tries()) {
            var charge = facts.charges().getOrDefault(one.label(), Charge.NONE);
            if (one.paid() && facts.inLog(one)) {
                looked++;
                complain(facts, one, charge, broken);
            } else if (!charge.equals(Charge.NONE)) {
                broken.add(one.label() + " cost " + -charge.net() + " credits and should cost nothing");
            }
        }
        return new Promise("Charges match the outcomes", looked, broken);
    }

    /// Charged once; a message that came back is paid back, unless it may have arrived.
    private static void complain(Facts facts, Try one, Charge charge, List<String> broken) {
        if (charge.reserved() != 1) {
            broken.add(one.label() + " was charged " + charge.reserved() + " times");
            return;
        }
        var told = one.remoteLegs().stream().map(facts::told).toList();
        boolean failed = told.stream().allMatch(leg -> leg.terminals() > 0 && !leg.delivered());
        boolean doubtful = told.stream().anyMatch(leg -> leg.doubts() > 0);
        long expected = failed ? 0 : -PRICE;
        if (charge.net() != expected && !doubtful) {
            broken.add(one.label() + " cost " + -charge.net() + " credits, should have " + -expected);
        }
    }

    private static Promise ledger(Facts facts) {
        List<String> broken =
                facts.ledger() == 0 ? List.of() : List.of("mailctl ledger verify ended with " + facts.ledger());
        return new Promise("The ledger balances", 1, broken);
    }

    private static List<Leg> legs(Try one) {
        return Stream.concat(one.localLegs().stream(), one.remoteLegs().stream())
                .toList();
    }

    /// How many copies remote servers have beyond the first, all of them in doubt when the promise is kept.
    static int furtherCopies(Map<Leg, Integer> sinks) {
        return sinks.values().stream().mapToInt(taken -> taken - 1).sum();
    }
}
