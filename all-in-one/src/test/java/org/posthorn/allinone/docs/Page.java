package org.posthorn.allinone.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// A Markdown page: its prose, which is all but fenced code, its links and its headings.
///
/// @param prose the lines outside of fences
record Page(Path file, List<String> prose) {
    private static final Pattern LINK = Pattern.compile("(?<!`)\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#{1,6} +(.*?) *#*$");
    private static final Pattern NOT_IN_AN_ANCHOR = Pattern.compile("[^\\p{L}\\p{N} _-]");

    static Page read(Path file) {
        var prose = new ArrayList<String>();
        var fenced = false;
        for (var line : ProjectFiles.read(file).split("\n", -1)) {
            if (line.strip().startsWith("```")) {
                fenced = !fenced;
            } else if (!fenced) {
                prose.add(line);
            }
        }
        return new Page(file, List.copyOf(prose));
    }

    /// Where its links lead, as written.
    List<String> links() {
        return prose.stream()
                .flatMap(line -> LINK.matcher(line).results())
                .map(link -> link.group(1))
                .toList();
    }

    /// The anchors of its headings, made as the usual renderers make them.
    Set<String> anchors() {
        var anchors = new HashSet<String>();
        for (var line : prose) {
            var heading = HEADING.matcher(line);
            if (heading.matches()) {
                anchors.add(anchor(heading.group(1)));
            }
        }
        return anchors;
    }

    private static String anchor(String heading) {
        return NOT_IN_AN_ANCHOR
                .matcher(heading.toLowerCase(Locale.ROOT))
                .replaceAll("")
                .replace(' ', '-');
    }
}
