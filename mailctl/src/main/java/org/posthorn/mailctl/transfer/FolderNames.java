package org.posthorn.mailctl.transfer;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.posthorn.mail.imap.ModifiedUtf7;

/// Names of folders, here and in files.
final class FolderNames {
    static final String INBOX = "INBOX";
    private static final int LONGEST = 200;
    private static final int DEEPEST = 20;

    private FolderNames() {}

    /// The last part of a path.
    static String last(Path path) {
        return String.valueOf(path.getFileName());
    }

    /// The inbox has one name, however it is written.
    static String inbox(String name) {
        return name.equalsIgnoreCase(INBOX) ? INBOX : clean(name);
    }

    /// Without what a name here cannot have: some characters, levels that are empty, `.` or `..`, more than 20 of them,
    /// and more than 200 characters.
    static String clean(String name) {
        var levels = Arrays.stream(
                        name.replaceAll("[\\p{Cc}\\p{Cs}\\ufffd*%]", "_").split("/", DEEPEST))
                .map(level -> level(level.replace('/', '_')))
                .collect(Collectors.joining("/"));
        return levels.length() > LONGEST ? shortened(levels) : levels;
    }

    private static String shortened(String levels) {
        int end = Character.isHighSurrogate(levels.charAt(LONGEST - 2)) ? LONGEST - 2 : LONGEST - 1;
        return levels.substring(0, end) + "_";
    }

    private static String level(String name) {
        return switch (name) {
            case "" -> "_";
            case ".", ".." -> name.replace('.', '_');
            default -> name;
        };
    }

    /// The directory of a folder in a Maildir++; empty is the Maildir itself. A dot within a name would be
    /// a level.
    static String directory(String folder) {
        return folder.equals(INBOX)
                ? ""
                : "." + ModifiedUtf7.encode(folder.replace('.', '_')).replace('/', '.');
    }

    /// The file of a folder in a directory of mboxes, without what a file's name cannot have.
    static String file(String folder) {
        var safe = folder.replace("..", "__").replaceAll("[\\\\:\\p{Cntrl}]", "_");
        return (safe.startsWith(".") ? "_" + safe.substring(1) : safe) + ".mbox";
    }

    /// The folder of an mbox file.
    static String ofFile(String name) {
        var base = name.toLowerCase(Locale.ROOT).endsWith(".mbox") ? name.substring(0, name.length() - 5) : name;
        return inbox(base);
    }
}
