package org.posthorn.mailctl.dkim;

/// A TXT record as a line of a zone file: texts of at most 255 octets each (RFC 1035 §3.3.14).
final class ZoneLine {
    private static final int LONGEST = 255;

    private ZoneLine() {}

    static String txt(String name, String value) {
        var line = new StringBuilder(name).append(".  IN  TXT  (");
        for (int from = 0; from < value.length(); from += LONGEST) {
            var piece = value.substring(from, Math.min(value.length(), from + LONGEST));
            line.append(" \"").append(piece.replace("\"", "\\\"")).append('"');
        }
        return line.append(" )").toString();
    }
}
