package org.posthorn.runtime.kafka;

import java.util.List;
import org.posthorn.events.Event;

/// What one poll brought.
///
/// @param records in the order of each partition; empty when all of it was parked and only the positions move
/// @param positions where each partition stands once the records are done
public record Batch<E extends Event>(List<Received<E>> records, List<Position> positions) {}
