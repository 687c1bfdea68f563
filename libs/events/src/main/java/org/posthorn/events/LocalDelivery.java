package org.posthorn.events;

import java.time.Instant;
import java.util.Optional;

/// A message for one account of ours; the value of the record is its content.
///
/// @param account whose mailbox
/// @param recipient the address that it is delivered to, after alias expansion
/// @param accepted the forward-path that was accepted
/// @param purpose as recipient, or the sender's copy
/// @param folderHint a special use (RFC 6154) such as `Junk` or `Sent`; absent is the inbox
/// @param reversePath for Return-Path (RFC 5321 §4.4); empty is the null reverse-path
/// @param acceptedAt the internal date
/// @param prepend header fields with CRLF that go above the content; empty when there are none
/// @param verdict policy's decision
@EventType(value = "org.posthorn.delivery.local.v1", doc = "A message for one account; the value is its content.")
public record LocalDelivery(
        MessageId messageId,
        AccountId account,
        String recipient,
        String accepted,
        Purpose purpose,
        Optional<String> folderHint,
        String reversePath,
        Instant acceptedAt,
        String prepend,
        Verdict verdict)
        implements Event {}
