package org.posthorn.events.api;

import java.util.List;
import java.util.Optional;

/// One page of a list.
///
/// @param items at most as many as were asked for
/// @param next give it as `cursor` for the next page; absent at the end
public record Page<T>(List<T> items, Optional<String> next) {}
