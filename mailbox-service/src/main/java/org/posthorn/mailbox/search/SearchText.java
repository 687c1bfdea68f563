package org.posthorn.mailbox.search;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.posthorn.mail.message.HeaderSection;
import org.posthorn.mail.message.MessageText;
import org.posthorn.mail.message.MimeStructure;
import org.posthorn.mail.message.Part;

/// What can be found in a message, folded ([Folding]): the header fields that people read, the text parts (HTML without
/// its markup), and the names of attachments. Trace and signature fields are left out: nobody looks for them by words,
/// and each message would bring hundreds of words that no other has. Pure.
public final class SearchText {
    /// So much text of a message, in characters, is indexed.
    static final int LONGEST = 1 << 20;

    /// So many octets of a message are looked into, by the index and by who reads messages: the text of larger ones is
    /// at
    /// their beginning, and nobody's memory grows with their attachments.
    public static final int SEARCHED = 16 << 20;

    private static final Set<String> OTHER_FIELDS = Set.of(
            "reply-to",
            "sender",
            "resent-from",
            "resent-to",
            "resent-cc",
            "comments",
            "keywords",
            "organization",
            "list-id");

    private final Map<Zone, StringBuilder> zones = new EnumMap<>(Zone.class);
    private boolean cut;

    private final int longest;

    private SearchText(int longest) {
        this.longest = longest;
        for (var zone : Zone.values()) {
            zones.put(zone, new StringBuilder());
        }
    }

    /// All text, for who looks at one message.
    public static SearchText of(byte[] octets) {
        return of(octets, Integer.MAX_VALUE);
    }

    /// As much text of each zone as is indexed.
    static SearchText ofIndex(byte[] octets) {
        return of(octets, LONGEST);
    }

    private static SearchText of(byte[] octets, int longest) {
        var text = new SearchText(longest);
        var structure = MimeStructure.of(octets);
        text.header(structure.header());
        structure.root().all().forEach(part -> text.part(octets, part));
        return text;
    }

    /// The text of a zone; its pieces are lines.
    public String of(Zone zone) {
        return String.valueOf(zones.get(zone));
    }

    /// Whether there was more text than was wanted.
    public boolean isCut() {
        return cut;
    }

    private void header(HeaderSection header) {
        for (var field : header.fields()) {
            zone(field.name().toLowerCase(Locale.ROOT), field.text());
        }
    }

    private void zone(String name, String text) {
        switch (name) {
            case "subject" -> add(Zone.SUBJECT, text);
            case "from" -> add(Zone.FROM, text);
            case "to" -> add(Zone.TO, text);
            case "cc" -> add(Zone.CC, text);
            case "bcc" -> add(Zone.BCC, text);
            default -> {
                if (OTHER_FIELDS.contains(name)) {
                    add(Zone.OTHER, text);
                }
            }
        }
    }

    private void part(byte[] octets, Part part) {
        part.fileName().ifPresent(name -> add(Zone.BODY, name));
        part.envelope().ifPresent(envelope -> add(Zone.BODY, envelope.subjectText()));
        if (part.type().isText()) {
            var text = MessageText.text(octets, part);
            add(Zone.BODY, part.type().subtype().equals("html") ? MessageText.withoutMarkup(text, longest) : text);
        }
    }

    private void add(Zone zone, String text) {
        var all = zones.get(zone);
        if (all == null) {
            return;
        }
        int room = longest - all.length();
        cut |= text.length() > room;
        all.append(Folding.fold(text.length() > room ? text.substring(0, Math.max(room, 0)) : text))
                .append('\n');
    }
}
