package org.posthorn.gateway.admin;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.api.ListApi.Checked;
import org.posthorn.events.api.ListApi.Entry;
import org.posthorn.gateway.admin.AdminPages.Frame;
import org.posthorn.gateway.mail.When;

/// What the pages of the blocklist and the allowlist show.
public final class ListPages {
    private ListPages() {}

    /// Which list, in the words of its page.
    public enum Kind {
        BLOCKLIST("blocklist", "Blocklist", "Block", "Unblock"),
        ALLOWLIST("allowlist", "Allowlist", "Allow", "Remove");

        private final String name;
        private final String title;
        private final String add;
        private final String remove;

        Kind(String name, String title, String add, String remove) {
            this.name = name;
            this.title = title;
            this.add = add;
            this.remove = remove;
        }

        /// As in addresses.
        public String path() {
            return "/admin/" + name;
        }

        public String list() {
            return name;
        }

        public String title() {
            return title;
        }

        public String add() {
            return add;
        }

        public String remove() {
            return remove;
        }
    }

    /// What was looked for and typed.
    ///
    /// @param query only entries with this text
    /// @param sender and `ip` of the tester
    public record Asked(String query, String sender, String ip) {}

    /// What was typed and refused.
    public record Typed(String email, String ip, String reason) {
        static final Typed NOTHING = new Typed("", "", "");
    }

    /// One list.
    ///
    /// @param next where more entries are
    /// @param first whether these are the first entries
    /// @param tested what would happen to the sender and the client that were asked about
    public record Lists(
            Frame frame,
            Kind kind,
            List<Listed> rows,
            Asked asked,
            Typed typed,
            Optional<String> next,
            boolean first,
            Optional<Tested> tested) {}

    /// An entry of a list.
    public record Listed(String subject, String kind, String reason, String added, String until, String hits) {
        static Listed of(Entry entry, Instant now, ZoneId zone) {
            return new Listed(
                    entry.subject(),
                    entry.includeSubdomains() ? "domain and subdomains" : entry.kind(),
                    entry.reason(),
                    entry.by() + ", " + When.full(entry.at(), zone),
                    entry.expires().map(at -> When.distance(at, now)).orElse("for good"),
                    entry.hits()
                            + entry.lastHit()
                                    .map(at -> ", last " + When.distance(at, now))
                                    .orElse(""));
        }
    }

    /// An answer of the tester.
    ///
    /// @param why entries that apply
    public record Tested(boolean blocked, List<String> why) {
        static Tested of(Checked checked) {
            var why = new ArrayList<String>();
            checked.blocks().forEach(entry -> why.add(entry.subject() + " is on the blocklist"));
            checked.allows().forEach(entry -> why.add(entry.subject() + " is on the allowlist"));
            return new Tested(checked.blocked(), why);
        }
    }
}
