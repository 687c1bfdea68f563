package org.posthorn.mailctl.transfer;

import java.nio.file.Path;
import java.util.Locale;
import org.posthorn.mail.imap.ModifiedUtf7;

/// Names of folders, here and in files.
final class FolderNames {
    static final String INBOX = "INBOX";

    private FolderNames() {}

    /// The last part of a path.
    static String last(Path path) {
        return String.valueOf(path.getFileName());
    }

    /// The inbox has one name, however it is written.
    static String inbox(String name) {
        return name.equalsIgnoreCase(INBOX) ? INBOX : clean(name);
    }

    /// Without what a name here cannot have.
    static String clean(String name) {
        return name.replaceAll("[\\p{Cntrl}*%]", "_");
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
