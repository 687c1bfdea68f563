package org.posthorn.events;

/// The octets of a message (RFC 5322) that go with an event: in the record itself, or claimed by reference.
public sealed interface Content {
    /// How many octets there are.
    long size();

    /// In the record. The array is shared, not copied: nobody changes it.
    record Inline(byte[] octets) implements Content {
        @Override
        public long size() {
            return octets.length;
        }
    }

    /// In the claim store (CloudEvents dataref extension), written durably before the record.
    ///
    /// @param reference the name in the store
    record Claimed(String reference, long size) implements Content {}
}
