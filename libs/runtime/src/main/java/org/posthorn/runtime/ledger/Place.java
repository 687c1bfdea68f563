package org.posthorn.runtime.ledger;

/// Where an accepted message stands in `mail.accepted`.
public record Place(int partition, long offset) {}
