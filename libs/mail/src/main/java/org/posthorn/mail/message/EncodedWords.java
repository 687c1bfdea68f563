package org.posthorn.mail.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Encoded words, `=?UTF-8?Q?caf=C3=A9?=` (RFC 2047). Reading is tolerant: words inside other text and inside quoted
/// strings
/// are decoded, and characters that a sender split over two words are joined.
public final class EncodedWords {
    /// RFC 2047 §2 allows 75 characters in a word and 76 in a line; these leave room for `Subject: ` before the first.
    private static final int OCTETS_IN_WORD = 39;

    private static final int Q_LENGTH = 52;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private EncodedWords() {}

    /// The text with its encoded words decoded; a malformed word stays as it is.
    public static String decode(String text) {
        int at = text.indexOf("=?");
        if (at < 0) {
            return text;
        }
        var decoded = new StringBuilder(text.length());
        var run = new Run(decoded);
        int done = 0;
        while (at >= 0) {
            var word = Word.at(text, at);
            if (word == null) {
                at = text.indexOf("=?", at + 2);
                continue;
            }
            // White space between two encoded words is not shown (RFC 2047 §6.2).
            if (!run.isOpen() || !text.substring(done, at).isBlank()) {
                run.end();
                decoded.append(text, done, at);
            }
            run.add(word);
            done = word.end();
            at = text.indexOf("=?", done);
        }
        run.end();
        return decoded.append(text, done, text.length()).toString();
    }

    /// Encodes text for an unstructured field or a phrase: itself when it is plain ASCII, else words with single spaces
    /// between them, ready for folding.
    public static String encode(String text) {
        boolean plain = text.chars().allMatch(c -> c >= ' ' && c < 0x7F) && !text.contains("=?");
        return plain ? text : encodeAlways(text);
    }

    private static String encodeAlways(String text) {
        long plain = text.chars().filter(c -> c < 0x7F).count();
        boolean quoted = plain * 3 > text.length() * 2L;
        var words = new StringBuilder(text.length() * 2);
        var word = new StringBuilder();
        var octets = new ByteArrayOutputStream();
        text.codePoints().map(c -> Character.isISOControl(c) ? ' ' : c).forEach(c -> {
            var next = Character.toString(c).getBytes(StandardCharsets.UTF_8);
            var shown = quoted ? q(next) : "";
            if (quoted ? word.length() + shown.length() > Q_LENGTH : octets.size() + next.length > OCTETS_IN_WORD) {
                flush(words, word, octets, quoted);
            }
            word.append(shown);
            octets.writeBytes(next);
        });
        flush(words, word, octets, quoted);
        return words.toString();
    }

    private static void flush(StringBuilder words, StringBuilder word, ByteArrayOutputStream octets, boolean quoted) {
        if (octets.size() > 0) {
            words.append(words.isEmpty() ? "=?UTF-8?" : " =?UTF-8?")
                    .append(quoted ? "Q?" + word : "B?" + Base64.getEncoder().encodeToString(octets.toByteArray()))
                    .append("?=");
        }
        word.setLength(0);
        octets.reset();
    }

    /// RFC 2047 §5 (3): only these characters may stand for themselves in a phrase.
    private static String q(byte[] octets) {
        if (octets.length == 1) {
            char c = (char) octets[0];
            if (c == ' ') {
                return "_";
            }
            if (c < 0x80 && (Character.isLetterOrDigit(c) || "!*+-/".indexOf(c) >= 0)) {
                return String.valueOf(c);
            }
        }
        var text = new StringBuilder();
        for (byte octet : octets) {
            text.append('=').append(HEX.toHexDigits(octet));
        }
        return text.toString();
    }

    /// Neighbouring words of one charset, whose octets belong together.
    private static final class Run {
        private final StringBuilder target;
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        private String charset = "";

        Run(StringBuilder target) {
            this.target = target;
        }

        boolean isOpen() {
            return !charset.isEmpty();
        }

        void add(Word word) {
            if (!charset.equals(word.charset())) {
                end();
                charset = word.charset();
            }
            octets.writeBytes(word.octets());
        }

        void end() {
            if (octets.size() > 0) {
                target.append(Charsets.decode(octets.toByteArray(), charset));
            }
            octets.reset();
            charset = "";
        }
    }

    private record Word(String charset, byte[] octets, int end) {

        /// The encoded word that begins at `start`, or null.
        static @Nullable Word at(String text, int start) {
            int charsetEnd = text.indexOf('?', start + 2);
            int encodingEnd = charsetEnd < 0 ? -1 : text.indexOf('?', charsetEnd + 1);
            int end = encodingEnd < 0 ? -1 : text.indexOf("?=", encodingEnd + 1);
            if (end < 0 || encodingEnd != charsetEnd + 2 || charsetEnd == start + 2) {
                return null;
            }
            var label = text.substring(start + 2, charsetEnd);
            int language = label.indexOf('*');
            var charset = (language < 0 ? label : label.substring(0, language)).toLowerCase(Locale.ROOT);
            var encoded = text.substring(encodingEnd + 1, end);
            if (charset.isEmpty() || charset.length() > 40 || charset.indexOf(' ') >= 0) {
                return null;
            }
            return switch (text.charAt(charsetEnd + 1)) {
                case 'b', 'B' -> new Word(charset, TransferEncoding.decodeBase64(encoded), end + 2);
                case 'q', 'Q' -> new Word(charset, decodeQ(encoded), end + 2);
                default -> null;
            };
        }

        private static byte[] decodeQ(String encoded) {
            var octets = new ByteArrayOutputStream(encoded.length());
            for (int i = 0; i < encoded.length(); i++) {
                char c = encoded.charAt(i);
                if (c == '_') {
                    octets.write(' ');
                } else if (c == '='
                        && i + 2 < encoded.length()
                        && HexFormat.isHexDigit(encoded.charAt(i + 1))
                        && HexFormat.isHexDigit(encoded.charAt(i + 2))) {
                    octets.write(HexFormat.fromHexDigits(encoded, i + 1, i + 3));
                    i += 2;
                } else {
                    octets.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                }
            }
            return octets.toByteArray();
        }
    }
}
