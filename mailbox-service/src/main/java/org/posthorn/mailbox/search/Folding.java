package org.posthorn.mailbox.search;

import java.text.Normalizer;
import java.util.Locale;

/// Letters as they are compared: lower case, without accents, ligatures and wide forms taken apart (Unicode NFKD). Some
/// letters that Unicode does not take apart are written as people write them who have no key for them.
public final class Folding {
    private Folding() {}

    public static String fold(String text) {
        return isPlain(text) ? text.toLowerCase(Locale.ROOT) : unaccented(text);
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static String unaccented(String text) {
        var decomposed = Normalizer.normalize(text, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
        var folded = new StringBuilder(decomposed.length());
        for (int i = 0; i < decomposed.length(); i++) {
            char c = decomposed.charAt(i);
            if (c <= 0x7f) {
                folded.append(c);
            } else if (Character.getType(c) != Character.NON_SPACING_MARK) {
                append(folded, c);
            }
        }
        return folded.toString();
    }

    private static void append(StringBuilder folded, char c) {
        switch (c) {
            case 'ß' -> folded.append("ss");
            case 'æ' -> folded.append("ae");
            case 'œ' -> folded.append("oe");
            case 'ø' -> folded.append('o');
            case 'đ', 'ð' -> folded.append('d');
            case 'ł' -> folded.append('l');
            case 'þ' -> folded.append("th");
            case 'ħ' -> folded.append('h');
            case 'ı' -> folded.append('i');
            case 'ς' -> folded.append('σ');
            default -> folded.append(c);
        }
    }
}
