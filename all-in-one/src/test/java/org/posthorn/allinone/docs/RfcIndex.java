package org.posthorn.allinone.docs;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// `docs/rfc.md` as a table, and the RFCs that the code names.
final class RfcIndex {
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| \\[(\\d+)\\]\\([^)]*\\) \\|[^|]*\\| (yes|partial|no) \\|");
    private static final Pattern NAMED = Pattern.compile("\\bRFC (\\d{2,5})\\b");

    /// How far an RFC is kept.
    enum Support {
        YES,
        PARTIAL,
        NO
    }

    private RfcIndex() {}

    /// The rows by number.
    static Map<Integer, Support> read() {
        var rows = new TreeMap<Integer, Support>();
        ROW.matcher(ProjectFiles.read(ProjectFiles.ROOT.resolve("docs/rfc.md")))
                .results()
                .forEach(row -> {
                    var before = rows.put(
                            Integer.valueOf(row.group(1)),
                            Support.valueOf(row.group(2).toUpperCase(Locale.ROOT)));
                    if (before != null) {
                        throw new AssertionError("docs/rfc.md has two rows for RFC " + row.group(1));
                    }
                });
        return rows;
    }

    /// Numbers, each with one of the files that name it.
    static Map<Integer, String> namedInCode() {
        var named = new TreeMap<Integer, String>();
        for (var file : ProjectFiles.mainCode()) {
            NAMED.matcher(ProjectFiles.read(file))
                    .results()
                    .forEach(rfc -> named.putIfAbsent(Integer.valueOf(rfc.group(1)), ProjectFiles.shown(file)));
        }
        return named;
    }
}
