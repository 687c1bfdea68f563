package org.posthorn.mail.message;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The first words of a text. The result is plain text: whoever shows it as HTML escapes it.
final class PreviewText {
    /// Elements that stand within words (HTML, §4.5).
    private static final Set<String> INLINE =
            Set.of("a abbr b bdi bdo big code em font i mark s small span strong sub sup tt u wbr".split(" "));

    /// Elements whose content is not text of the page.
    private static final Set<String> UNSEEN = Set.of("style", "script", "head", "title");

    private static final int LONGEST_ENTITY = 10;
    private static final Map<String, String> ENTITIES = entities();

    /// Letters of ISO 8859-1 as HTML names them, in their order from U+00C0 on; nothing for what is no letter.
    private static final String LETTERS = "Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml"
            + " Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml - Oslash Ugrave Uacute Ucirc Uuml"
            + " Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave"
            + " iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml - oslash ugrave uacute ucirc uuml yacute"
            + " thorn yuml";

    private PreviewText() {}

    private static Map<String, String> entities() {
        var entities = new HashMap<>(Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'"));
        entities.putAll(Map.of("nbsp", " ", "zwnj", "", "shy", ""));
        var names = LETTERS.split(" ");
        for (int i = 0; i < names.length; i++) {
            entities.put(names[i], Character.toString(0xc0 + i));
        }
        return Map.copyOf(entities);
    }

    static String of(String text, int limit) {
        var line = new Line(limit);
        int start = 0;
        while (start < text.length() && !line.isFull()) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            // Quotations and the lines that introduce or divide them say what the reader knows.
            if (text.charAt(start) != '>' && !isRuler(text, start, end)) {
                line.add(text, start, end);
                line.space();
            }
            start = end + 1;
        }
        return line.toString();
    }

    static String ofHtml(String html, int limit) {
        var line = new Line(limit);
        int i = 0;
        while (i < html.length() && !line.isFull()) {
            char c = html.charAt(i);
            if (c == '<') {
                i = behindTag(html, i, line);
            } else if (c == '&') {
                i = behindEntity(html, i, line);
            } else {
                line.add(c);
                i++;
            }
        }
        return line.toString();
    }

    private static boolean isRuler(String text, int start, int end) {
        if (end - start < 3) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if ("-=_*#~ \r".indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    private static int behindTag(String html, int at, Line line) {
        if (html.startsWith("<!--", at)) {
            return behind(html, "-->", at);
        }
        boolean closing = html.startsWith("</", at);
        int nameStart = closing ? at + 2 : at + 1;
        int nameEnd = nameStart;
        while (nameEnd < html.length() && Character.isLetterOrDigit(html.charAt(nameEnd))) {
            nameEnd++;
        }
        var name = html.substring(nameStart, nameEnd).toLowerCase(Locale.ROOT);
        if (!INLINE.contains(name)) {
            line.space();
        }
        boolean unseen = !closing && UNSEEN.contains(name);
        return unseen ? behindElement(html, name, at) : behind(html, ">", at);
    }

    private static int behindElement(String html, String name, int at) {
        var close = "</" + name;
        for (int i = at; i < html.length(); i++) {
            if (html.regionMatches(true, i, close, 0, close.length())) {
                return behind(html, ">", i);
            }
        }
        return html.length();
    }

    private static int behind(String html, String end, int from) {
        int at = html.indexOf(end, from);
        return at < 0 ? html.length() : at + end.length();
    }

    private static int behindEntity(String html, int at, Line line) {
        int end = html.indexOf(';', at, Math.min(at + LONGEST_ENTITY + 1, html.length()));
        if (end < 0) {
            line.add('&');
            return at + 1;
        }
        var name = html.substring(at + 1, end);
        if (name.startsWith("#")) {
            line.addCodePoint(codePoint(name));
        } else {
            var text = ENTITIES.getOrDefault(name, " ");
            line.add(text, 0, text.length());
        }
        return end + 1;
    }

    private static int codePoint(String reference) {
        boolean hex = reference.startsWith("#x") || reference.startsWith("#X");
        try {
            int value = Integer.parseInt(reference.substring(hex ? 2 : 1), hex ? 16 : 10);
            return Character.isValidCodePoint(value) ? value : ' ';
        } catch (NumberFormatException _) {
            return ' ';
        }
    }

    /// One line that collapses white space and drops characters that are not seen.
    private static final class Line {
        private final int limit;
        private final StringBuilder text = new StringBuilder();
        private boolean space;

        Line(int limit) {
            this.limit = limit;
        }

        boolean isFull() {
            return text.length() >= limit;
        }

        void space() {
            space = true;
        }

        void add(String source, int from, int to) {
            for (int i = from; i < to && !isFull(); i++) {
                add(source.charAt(i));
            }
        }

        void addCodePoint(int c) {
            var characters = Character.toString(c);
            add(characters, 0, characters.length());
        }

        void add(char c) {
            if (Character.isWhitespace(c) || c == '\u00A0' || Character.isISOControl(c)) {
                space = true;
            } else if (Character.getType(c) != Character.FORMAT && c != '\u034F') {
                if (space && !text.isEmpty()) {
                    text.append(' ');
                }
                space = false;
                text.append(c);
            }
        }

        @Override
        public String toString() {
            int end = Math.min(text.length(), limit);
            if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
                end--;
            }
            return text.substring(0, end).strip();
        }
    }
}
