package org.posthorn.gateway.mail;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An open conversation.
///
/// @param back the list that it was opened from
/// @param whole the toolbar's actions are for the whole conversation, not for the opened message alone
/// @param deliveries what became of the messages that the account sent, of those that are shown in full
/// @param others those of a very long conversation that are not here
/// @param opened the message that was asked for: its actions are those of the toolbar
/// @param start the message to be seen first: the one that was asked for by its number, else the oldest that is open
public record Reader(
        MessageList.Place place,
        Back back,
        boolean whole,
        long thread,
        String subject,
        List<Letter> letters,
        Letter opened,
        long start,
        Others others,
        Map<Long, Deliveries.Delivery> deliveries,
        String csrf) {
    /// With what became of messages, by their numbers.
    Reader delivered(Map<Long, Deliveries.Delivery> found) {
        return new Reader(place, back, whole, thread, subject, letters, opened, start, others, found, csrf);
    }

    /// Whether unread messages of it are one line still, and so stay unread.
    public boolean leavesUnread() {
        return letters.stream().anyMatch(letter -> letter.unread() && !letter.open());
    }

    /// How many messages are here and how many there are, in words, and where the others are.
    ///
    /// @param count empty for a single message
    public record Others(String count, Optional<String> older, Optional<String> newer) {}

    /// The page of a list of messages.
    ///
    /// @param cursor where it begins; empty for the newest
    public record Back(String href, String view, String query, String cursor) {}

    /// A message of it.
    ///
    /// @param href its own address
    /// @param open shown in full; the others are one line
    /// @param html it has an HTML body, shown in a frame
    /// @param plain the text to show, unless the frame is
    /// @param blocked how many remote pictures are not shown
    /// @param bodyHref the frame's document
    public record Letter(
            long id,
            String href,
            String from,
            String fromAddress,
            String initial,
            int hue,
            String recipients,
            String details,
            String when,
            String fullDate,
            String preview,
            boolean open,
            boolean starred,
            boolean unread,
            boolean html,
            List<Line> plain,
            int blocked,
            boolean pictures,
            String bodyHref,
            List<File> files,
            List<Check> checks) {}

    /// A line of plain text.
    ///
    /// @param depth how deep it is quoted
    public record Line(int depth, List<Span> spans) {}

    /// Text, or a link when there is an address.
    public record Span(String text, Optional<String> href) {}

    /// An attachment.
    public record File(String name, String size, String href, String kind) {}

    /// What was found about the sender, such as `DKIM pass`.
    public record Check(String name, String result, boolean good, boolean bad) {}
}
