package org.posthorn.delivery.source;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// In which order the sources of a pool are asked to take a message. Pure but for the dice.
///
/// Those that warm up come first, so that each day's share is sent; then the warm ones; equals in random order. Those
/// that the site lets nobody in from come after all others, in the same order.
record SourceOrder(WarmUpPlan plan, RandomGenerator random) {
    /// A source with what its day allows.
    ///
    /// @param most messages to one site today, none before its first day; absent when it is warm
    record Turn(Source source, OptionalInt most) {}

    /// @param shut names those that the site lets nobody in from
    List<Turn> of(List<Source> pool, LocalDate today, Predicate<String> shut) {
        var warming = new ArrayList<Turn>();
        var warm = new ArrayList<Turn>();
        for (var source : pool) {
            var most = plan.most(source, today);
            (most.isEmpty() ? warm : warming).add(new Turn(source, most));
        }
        Collections.shuffle(warming, random);
        Collections.shuffle(warm, random);
        var isShut = Stream.concat(warming.stream(), warm.stream())
                .collect(Collectors.partitioningBy(
                        turn -> shut.test(turn.source().name())));
        return Stream.of(false, true).map(isShut::get).flatMap(List::stream).toList();
    }
}
