package org.posthorn.gateway.mail;

import java.time.Instant;
import java.util.List;

/// A message, or a conversation, as a line of a list.
///
/// @param key its name in the page
/// @param tick the form field that its box sets: `id` of a message or `thread`
/// @param ticked the value of that field
/// @param who its authors, or in Sent and Drafts its recipients
/// @param at for machines
/// @param count messages of the conversation; 1 for a message
/// @param folder where it lies, among results of a search; empty elsewhere
/// @param words that were searched for
public record Row(
        String key,
        String tick,
        long ticked,
        long thread,
        String href,
        String who,
        String subject,
        String preview,
        String when,
        String fullDate,
        Instant at,
        boolean unread,
        boolean starred,
        boolean answered,
        boolean attachments,
        boolean current,
        int count,
        String folder,
        List<String> words) {}
