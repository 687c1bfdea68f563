package org.posthorn.embedded;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Turns what the system says into the sentence that a person needs.
final class Failures {
    private Failures() {}

    static CannotStart on(Path path, IOException e) {
        if (e instanceof AccessDeniedException) {
            return new CannotStart(CannotStart.Reason.NOT_PERMITTED, "No permission to use %s.".formatted(path), e);
        }
        if (e instanceof FileAlreadyExistsException) {
            return new CannotStart(CannotStart.Reason.NOT_PERMITTED, "%s is not a directory.".formatted(path), e);
        }
        if (saysDiskFull(e)) {
            return diskFull(path, e);
        }
        return new CannotStart(CannotStart.Reason.SERVER_FAILED, "%s cannot be used: %s.".formatted(path, says(e)), e);
    }

    static CannotStart diskFull(Path path, Throwable cause) {
        return new CannotStart(CannotStart.Reason.DISK_FULL, "The disk of %s is full.".formatted(path), cause);
    }

    static boolean saysDiskFull(@Nullable Throwable failure) {
        for (var e = failure; e != null; e = e.getCause()) {
            if (e.getMessage() != null && e.getMessage().contains("No space left on device")) {
                return true;
            }
        }
        return false;
    }

    static String says(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
