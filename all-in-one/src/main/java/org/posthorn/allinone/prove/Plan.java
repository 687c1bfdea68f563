package org.posthorn.allinone.prove;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.posthorn.allinone.prove.Fault.Disturb;
import org.posthorn.allinone.prove.Fault.FillDisk;
import org.posthorn.allinone.prove.Fault.Freeze;
import org.posthorn.allinone.prove.Fault.Kill;
import org.posthorn.allinone.prove.Fault.SilenceDns;

/// What goes wrong when: the same seed and length give the same list. Faults come one after another in a shuffled
/// order, each once before any comes again, with a pause between two in which things may recover or not.
///
/// @param seed   names it
/// @param length of the load
record Plan(long seed, Duration length, List<Step> steps) {
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final Duration LEAD = Duration.ofSeconds(2);

    /// @param at since the load began
    record Step(Duration at, Fault fault) {
        Duration end() {
            return at.plus(fault.lasting());
        }
    }

    /// @param fullDisks whether disks can be filled here
    static Plan of(long seed, Duration length, boolean fullDisks) {
        var random = new Random(seed);
        // a short run is a long one in small
        var lasting = shorter(LONGEST, length.dividedBy(6));
        var pause = shorter(Duration.ofSeconds(8), length.dividedBy(10));
        var deck = new ArrayDeque<Fault>();
        var steps = new ArrayList<Step>();
        var at = LEAD;
        while (true) {
            if (deck.isEmpty()) {
                deal(deck, random, lasting, fullDisks);
            }
            var step = new Step(at, deck.removeFirst());
            if (step.end().compareTo(length) > 0) {
                return new Plan(seed, length, List.copyOf(steps));
            }
            steps.add(step);
            at = step.end().plusMillis(pause.toMillis() / 2 + random.nextLong(pause.toMillis() + 1));
        }
    }

    private static void deal(Deque<Fault> deck, Random random, Duration lasting, boolean fullDisks) {
        var faults = new ArrayList<Fault>();
        for (var target : Target.values()) {
            faults.add(new Kill(target));
            faults.add(new Freeze(target, lasting));
        }
        for (var way : Way.values()) {
            for (var how : Disturbance.values()) {
                faults.add(new Disturb(way, how, lasting.dividedBy(2)));
            }
        }
        faults.add(new SilenceDns(lasting));
        if (fullDisks) {
            faults.add(new FillDisk(Target.KAFKA, lasting.dividedBy(2)));
            faults.add(new FillDisk(Target.POSTGRES, lasting.dividedBy(2)));
        }
        Collections.shuffle(faults, random);
        deck.addAll(faults);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
