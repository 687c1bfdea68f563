package org.posthorn.allinone;

import java.net.BindException;
import org.jspecify.annotations.Nullable;
import org.posthorn.embedded.CannotStart;
import org.posthorn.embedded.CannotStart.Reason;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.backup.BackupRefused;
import org.posthorn.runtime.settings.SettingsRefused;

/// Finds the sentence in a failure.
final class StartFailures {
    private StartFailures() {}

    static CannotStart of(Throwable failure) {
        return switch (failure) {
            case CannotStart already -> already;
            case SettingsRefused refused -> new CannotStart(Reason.BAD_SETTINGS, ended(says(refused)), refused);
            case BackupRefused refused -> new CannotStart(Reason.BAD_SETTINGS, says(refused) + ".", refused);
            case EnvironmentFailure away -> new CannotStart(Reason.SERVER_FAILED, says(away) + ".", away);
            default ->
                new CannotStart(Reason.SERVER_FAILED, "Posthorn did not start: " + says(root(failure)) + ".", failure);
        };
    }

    static CannotStart ofService(String name, Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SettingsRefused || cause instanceof CannotStart) {
                return of(cause);
            }
            if (cause instanceof BindException) {
                var sentence = "A port that %s needs is taken by another process: %s.".formatted(name, says(cause));
                return new CannotStart(Reason.PORT_TAKEN, sentence, failure);
            }
            if (saysDiskFull(cause)) {
                return new CannotStart(
                        Reason.DISK_FULL, "%s did not start: the disk is full.".formatted(name), failure);
            }
        }
        var sentence = "%s did not start: %s.".formatted(name, says(root(failure)));
        return new CannotStart(Reason.SERVER_FAILED, sentence, failure);
    }

    /// Some sentences end in a suggestion: "Did you mean ...?"
    private static String ended(String sentence) {
        return sentence.endsWith("?") ? sentence : sentence + ".";
    }

    private static boolean saysDiskFull(Throwable cause) {
        return cause.getMessage() != null && cause.getMessage().contains("No space left on device");
    }

    /// The frameworks in between wrap what happened in many words.
    private static Throwable root(Throwable failure) {
        var root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static String says(Throwable failure) {
        var message = failure.getMessage();
        if (message == null || message.isBlank()) {
            return failure.getClass().getSimpleName();
        }
        var sentence = message.strip().lines().findFirst().orElseThrow();
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }
}
