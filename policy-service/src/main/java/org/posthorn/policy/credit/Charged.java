package org.posthorn.policy.credit;

import java.util.Optional;
import org.posthorn.events.MessageJudged.Charge;

/// A message with its charge decided.
///
/// @param ruling what to do with it
/// @param charge what it costs; absent when it is free or was refused
public record Charged(Ruling ruling, Optional<Charge> charge) {}
