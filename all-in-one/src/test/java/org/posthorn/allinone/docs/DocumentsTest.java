package org.posthorn.allinone.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DocumentsTest {
    private static final Pattern DECISION = Pattern.compile("(\\d{4})-[a-z0-9-]+\\.md");
    private static final Pattern NAME_OF_A_TEST = Pattern.compile("`([A-Z][A-Za-z0-9]+(?:Test|Scenario|Simulation))`");

    /// Words that have a better one (docs/glossary.md), or that belong into an issue; written so that this file passes.
    private static final Pattern BANNED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|(?i:black" + "-?list|white"
            + "-?list|dead" + "[- ]letter|bounce" + " message|non-delivery" + " report))");

    @Test
    void everyLinkLeadsSomewhere() {
        var broken = new ArrayList<String>();
        for (var file : ProjectFiles.pages()) {
            for (var link : Page.read(file).links()) {
                if (!link.contains("://") && !link.startsWith("mailto:") && !leadsSomewhere(file, link)) {
                    broken.add(ProjectFiles.shown(file) + " -> " + link);
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    private static boolean leadsSomewhere(Path from, String link) {
        var hash = link.indexOf('#');
        var path = hash < 0 ? link : link.substring(0, hash);
        var target = path.isEmpty() ? from : from.resolveSibling(path).normalize();
        if (!Files.exists(target)) {
            return false;
        }
        return hash < 0 || Page.read(target).anchors().contains(link.substring(hash + 1));
    }

    @Test
    void decisionsHaveUniqueNumbersAndStandInTheIndex() {
        var index = ProjectFiles.read(ProjectFiles.ROOT.resolve("docs/adr/README.md"));
        var byNumber = new HashMap<String, String>();
        for (var file : ProjectFiles.pages()) {
            var name = file.getFileName().toString();
            var decision = DECISION.matcher(name);
            if (ProjectFiles.shown(file).startsWith("docs/adr/") && decision.matches()) {
                var number = decision.group(1);
                var other = byNumber.put(number, name);
                assertEquals(null, other, "two decisions have the number " + number);
                assertTrue(index.contains("[" + number + "](" + name + ")"), name + " is missing in the index");
                assertTrue(
                        ProjectFiles.read(file).startsWith("# " + number + ": "), name + " begins with another number");
            }
        }
        assertTrue(byNumber.size() >= 10, "the decisions were not found");
    }

    @Test
    void everyRfcNamedInCodeStandsInTheIndexAndTheOtherWayRound() {
        var named = RfcIndex.namedInCode();
        var index = RfcIndex.read();
        Map<Integer, String> missing = named.entrySet().stream()
                .filter(rfc -> !index.containsKey(rfc.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        assertEquals(Map.of(), missing, "docs/rfc.md lacks rows for RFCs that code names");

        var idle = new TreeSet<Integer>();
        index.forEach((rfc, support) -> {
            if (support != RfcIndex.Support.NO && !named.containsKey(rfc)) {
                idle.add(rfc);
            }
        });
        assertEquals(new TreeSet<Integer>(), idle, "docs/rfc.md claims RFCs that no code names");
    }

    @Test
    void testsThatPagesNameExist() {
        var names = ProjectFiles.code().stream()
                .map(file -> file.getFileName().toString())
                .collect(Collectors.toSet());
        var unknown = new TreeSet<String>();
        for (var file : ProjectFiles.pages()) {
            NAME_OF_A_TEST.matcher(ProjectFiles.read(file)).results().forEach(test -> {
                if (!names.contains(test.group(1) + ".java")) {
                    unknown.add(ProjectFiles.shown(file) + ": " + test.group(1));
                }
            });
        }
        assertEquals(new TreeSet<String>(), unknown);
    }

    @Test
    void noBannedWordStandsInPagesOrCode() {
        var found = new ArrayList<String>();
        var files = new ArrayList<>(ProjectFiles.pages());
        files.addAll(ProjectFiles.code());
        for (var file : files) {
            BANNED.matcher(ProjectFiles.read(file))
                    .results()
                    .forEach(word -> found.add(ProjectFiles.shown(file) + ": " + word.group()));
        }
        assertEquals(List.of(), found);
    }

    @Test
    void theReadmeIsReadInOneSitting() {
        var lines = ProjectFiles.read(ProjectFiles.ROOT.resolve("README.md"))
                .lines()
                .count();
        assertTrue(lines <= 150, "README.md has " + lines + " lines");
    }
}
