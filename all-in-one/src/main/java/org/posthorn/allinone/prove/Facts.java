package org.posthorn.allinone.prove;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// What was found at the end, from outside of the services.
///
/// @param tries     what clients know
/// @param messages  the message ids that the log has under a label
/// @param told      what the log says became of it
/// @param waiting   what an operator sees in the queue
/// @param mailboxes how often each is in the mailbox of its recipient
/// @param sinks     how often remote servers took each
/// @param charges   what became of the sender's credits, for each label with a charge
/// @param credit    what the accounts' own check complains of
/// @param ledger    the exit code of `mailctl ledger verify`
record Facts(
        List<Try> tries,
        Map<String, Set<String>> messages,
        Map<Leg, Told> told,
        Set<Leg> waiting,
        Map<Leg, Integer> mailboxes,
        Map<Leg, Integer> sinks,
        Map<String, Charge> charges,
        List<String> credit,
        int ledger) {
    static final Told NOTHING = new Told();

    /// @param reserved how often it was charged
    /// @param net      what it cost in the end, in credits
    record Charge(int reserved, long net) {
        static final Charge NONE = new Charge(0, 0);

        Charge plus(Charge other) {
            return new Charge(reserved + other.reserved, net + other.net);
        }
    }

    /// The same, with what the ledger says.
    Facts with(int exitCode) {
        return new Facts(tries, messages, told, waiting, mailboxes, sinks, charges, credit, exitCode);
    }

    Told told(Leg leg) {
        return told.getOrDefault(leg, NOTHING);
    }

    /// Whether the log has it; one that was answered must be there, another may.
    boolean inLog(Try one) {
        return messages.containsKey(one.label());
    }

    boolean ended(Leg leg) {
        return told(leg).terminals() > 0;
    }
}
