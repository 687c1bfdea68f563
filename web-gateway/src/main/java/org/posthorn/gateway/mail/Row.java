package org.posthorn.gateway.mail;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.posthorn.events.api.MailApi.MessageRow;

/// A message as a line of a list.
///
/// @param who its author, or in Sent and Drafts its recipients
/// @param at for machines
public record Row(
        long id,
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
        boolean current) {

    static Row of(MessageRow row, MessageList.Place place, long openThread, Instant now, ZoneId zone) {
        var flags = row.flags();
        boolean draft = place.slug().equals("drafts");
        return new Row(
                row.id(),
                row.thread(),
                draft ? "/compose/" + row.id() : "/mail/" + place.slug() + "/t/" + row.thread() + "?m=" + row.id(),
                place.outgoing() ? recipients(row.to()) : row.from(),
                row.subject().isBlank() ? "(no subject)" : row.subject(),
                row.preview(),
                When.brief(row.date(), now, zone),
                When.full(row.date(), zone),
                row.date(),
                !has(flags, "\\Seen"),
                has(flags, "\\Flagged"),
                has(flags, "\\Answered"),
                row.attachments(),
                row.thread() == openThread);
    }

    private static String recipients(List<String> to) {
        return to.isEmpty() ? "(no recipient)" : "To: " + String.join(", ", to);
    }

    static boolean has(List<String> flags, String flag) {
        return flags.stream().anyMatch(flag::equalsIgnoreCase);
    }
}
