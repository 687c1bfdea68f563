package org.posthorn.mailbox.imap.connection;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Optional;
import org.posthorn.mailbox.imap.store.FolderStore.Quota;

/// GETQUOTA, GETQUOTAROOT and SETQUOTA (RFC 9208 §4.1). An account has one quota root, with the empty name,
/// for all its folders; an account without limits has none, since a root must have a resource.
final class QuotaCommands {
    static final Answer REFUSED = Answer.no("[NOPERM] Ask whoever runs this server for more room");

    private static final String ROOT = "";
    private static final long UNIT = 1024;

    private QuotaCommands() {}

    static Answer quota(Session session, String root) throws IOException {
        var quota = limited(session);
        if (!root.equals(ROOT) || quota.isEmpty()) {
            return Answer.no("[NONEXISTENT] There is no such quota root");
        }
        tell(session, quota.get());
        return Answer.ok("Told");
    }

    /// The folder need not exist: clients ask before they make one (RFC 9208 §4.1.2).
    static Answer root(Session session, String folder) throws IOException {
        var name = session.folderName(folder);
        if (name.isEmpty()) {
            return Answer.NONEXISTENT;
        }
        var quota = limited(session);
        session.out().text("* QUOTAROOT ").string(session.shownName(name.get()));
        session.out().text(quota.isPresent() ? " \"\"" : "");
        session.out().end();
        if (quota.isPresent()) {
            tell(session, quota.get());
        }
        return Answer.ok("Told");
    }

    private static Optional<Quota> limited(Session session) {
        var stores = session.stores();
        return stores.folders()
                .quota(stores.database(), session.account())
                .filter(quota -> quota.most().bytes() > 0 || quota.most().messages() > 0);
    }

    /// Storage is counted in units of 1024 octets (RFC 9208 §5.1): what is used is rounded up, the limit
    /// down.
    private static void tell(Session session, Quota quota) throws IOException {
        var resources = new ArrayList<String>();
        if (quota.most().bytes() > 0) {
            long used = Math.ceilDiv(quota.used().bytes(), UNIT);
            resources.add("STORAGE " + used + " " + quota.most().bytes() / UNIT);
        }
        if (quota.most().messages() > 0) {
            resources.add(
                    "MESSAGE " + quota.used().messages() + " " + quota.most().messages());
        }
        session.out().untagged("QUOTA \"\" (" + String.join(" ", resources) + ")");
    }
}
