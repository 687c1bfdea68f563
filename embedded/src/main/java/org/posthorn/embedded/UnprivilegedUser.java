package org.posthorn.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// How a program that refuses to run as root is started: directly when we are not root, in a user namespace where the
/// system allows one, else as the user "nobody", who then owns its files.
enum UnprivilegedUser {
    SAME,
    NAMESPACE,
    NOBODY;

    static UnprivilegedUser choose() throws IOException, InterruptedException {
        if (((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).intValue() != 0) {
            return SAME;
        }
        if (Shell.succeeds("unshare", "-U", "true")) {
            return NAMESPACE;
        }
        if (Shell.succeeds("setpriv", "--version")) {
            return NOBODY;
        }
        throw new CannotStart(
                CannotStart.Reason.NOT_PERMITTED,
                "PostgreSQL does not run as root, and neither unshare nor setpriv works here; start as another user or point --postgres at an external one.");
    }

    /// What stands before the program's own command.
    List<String> prefix() {
        return switch (this) {
            case SAME -> List.of();
            case NAMESPACE -> List.of("unshare", "-U");
            case NOBODY -> List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        };
    }

    /// Hands files to the user as whom the program will run.
    void own(Path... paths) throws IOException, InterruptedException {
        if (this == NOBODY) {
            for (var path : paths) {
                Shell.run(List.of("chown", "-R", "65534:65534", path.toString()));
            }
        }
    }
}
