package org.posthorn.allinone.prove;

import java.util.List;

/// One try to hand in a message. What was not answered `250` is tried again as another one.
///
/// @param label     its number, and the Subject
/// @param local     recipients here
/// @param remote    recipients elsewhere
/// @param paid      whether the sender pays for it
/// @param answered  whether it was answered `250`; else the answer was lost, and it may arrive or not, but not twice
record Try(String label, List<String> local, List<String> remote, boolean paid, boolean answered) {
    List<Leg> localLegs() {
        return local.stream().map(to -> new Leg(label, to)).toList();
    }

    List<Leg> remoteLegs() {
        return remote.stream().map(to -> new Leg(label, to)).toList();
    }
}
