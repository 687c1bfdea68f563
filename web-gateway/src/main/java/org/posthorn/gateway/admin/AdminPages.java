package org.posthorn.gateway.admin;

import io.micronaut.http.HttpRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.api.AccountApi.Account;
import org.posthorn.events.api.AccountApi.Domain;
import org.posthorn.events.api.DoctorApi.DomainReport;
import org.posthorn.events.api.DoctorApi.Finding;
import org.posthorn.events.api.PolicyApi.DkimKey;
import org.posthorn.events.api.QueueApi.Job;
import org.posthorn.gateway.client.QueueClient.Filter;
import org.posthorn.gateway.login.Session;
import org.posthorn.gateway.page.Shell;
import org.posthorn.gateway.quarantine.QuarantinePages;

/// What the pages of the console show.
public final class AdminPages {
    private AdminPages() {}

    /// An entry of the console's navigation.
    ///
    /// @param name what a page gives as its place
    /// @param href where it leads
    /// @param icon of the sprite
    public record Place(String name, String href, String icon, String label) {}

    /// The console's navigation, in order. A new page adds its line here.
    public static final List<Place> PLACES = List.of(
            new Place("overview", "/admin", "layout-dashboard", "Overview"),
            new Place("users", "/admin/users", "users", "Users"),
            new Place("domains", "/admin/domains", "globe", "Domains"),
            new Place("aliases", "/admin/aliases", "at-sign", "Aliases"),
            new Place("quarantine", "/admin/quarantine", "shield-alert", "Quarantine"),
            new Place("credits", "/admin/credits", "coins", "Credits"),
            new Place("trace", "/admin/trace", "route", "Trace"),
            new Place("blocklist", "/admin/blocklist", "ban", "Blocklist"),
            new Place("limits", "/admin/limits", "gauge", "Limits"),
            new Place("queue", "/admin/queue", "list-checks", "Queue"),
            new Place("audit", "/admin/audit", "clipboard-list", "Audit"),
            new Place("suppression", "/admin/suppression", "user-x", "Suppression"));

    /// What surrounds a page of the console.
    ///
    /// @param place which entry of the navigation is current
    /// @param done what was just done; empty at first
    /// @param error why it was not done; empty when it was
    public record Frame(Shell shell, String place, String done, String error) {
        public static Frame of(HttpRequest<?> request, String title, String place) {
            var done = request.getParameters()
                    .getFirst("done")
                    .map(Frame::sentence)
                    .orElse("");
            return new Frame(Session.of(request).shell(request, title, "admin"), place, done, "");
        }

        Frame failed(String sentence) {
            return new Frame(shell, place, "", sentence);
        }

        /// Only words of ours are shown, whatever the address says.
        private static String sentence(String code) {
            return switch (code) {
                case "added" -> "Added.";
                case "changed" -> "Changed.";
                case "removed" -> "Removed.";
                case "deleted" -> "Deleted.";
                case "flushed" -> "They are tried now.";
                case "held" -> "Held: nothing is tried until it is released.";
                case "released" -> "Released.";
                default -> "";
            };
        }

        public String csrf() {
            return shell.csrf();
        }
    }

    /// A figure on the overview.
    ///
    /// @param tone `good`, `warn`, `bad` or empty
    public record Tile(String label, String figure, String note, String href, String tone) {}

    /// The overview.
    public record Overview(Frame frame, List<Tile> tiles, List<Tile> services) {}

    /// The list of accounts.
    ///
    /// @param created the password of an account just made, shown this once
    public record Users(
            Frame frame, List<Person> people, String query, Optional<String> next, Optional<Secret> created) {}

    /// A password that was generated.
    public record Secret(String address, String password) {}

    /// An account.
    public record Person(Account account, String used, String since) {
        public String href() {
            return "/admin/users/" + escape(account.address());
        }
    }

    /// One account.
    ///
    /// @param self it is the viewer's own: it cannot lock itself out
    ///
    /// @param balance credits that it may spend
    /// @param senders what it may send as beside its own addresses
    /// @param sessions where it is logged in to web mail
    public record User(
            Frame frame, Person person, boolean self, String balance, List<String> senders, List<LoggedIn> sessions) {}

    /// A session of web mail.
    ///
    /// @param name tells it from the others; no secret
    public record LoggedIn(String name, String from, String agent, String since, String seen) {}

    /// What was changed, the newest first.
    ///
    /// @param first whether nothing newer is left out
    public record Audit(Frame frame, List<Changed> rows, String query, Optional<String> next, boolean first) {}

    /// One change.
    public record Changed(String at, String who, String from, String place, String action, String details) {}

    /// The list of domains.
    public record Domains(Frame frame, List<Served> domains) {}

    /// A domain.
    public record Served(Domain domain, String since) {
        public String href() {
            return "/admin/domains/" + escape(domain.domain());
        }
    }

    /// One domain with its signing keys and the records to publish.
    ///
    /// @param selector that new keys get unless another is typed
    /// @param rejectsInSession whether forgeries are refused while their client waits
    public record DomainDetail(
            Frame frame,
            Served served,
            List<SigningKey> keys,
            List<DnsRecord> records,
            String selector,
            boolean rejectsInSession,
            Optional<Report> report) {}

    /// How others see a domain.
    ///
    /// @param zone what the DNS should have, to paste
    public record Report(List<Diagnosis> findings, String zone) {
        static Report of(DomainReport report) {
            return new Report(
                    report.findings().stream()
                            .sorted(Comparator.comparing(Finding::severity).reversed())
                            .map(Diagnosis::new)
                            .toList(),
                    String.join("\n", report.zone()));
        }
    }

    /// One finding.
    public record Diagnosis(Finding finding) {
        public String tone() {
            return switch (finding.severity()) {
                case GOOD -> "good";
                case NOTE -> "";
                case WARNING -> "warn";
                case ERROR -> "bad";
            };
        }

        public String word() {
            return switch (finding.severity()) {
                case GOOD -> "good";
                case NOTE -> "could be better";
                case WARNING -> "mend soon";
                case ERROR -> "mend";
            };
        }
    }

    /// What is held.
    public record Quarantine(Frame frame, QuarantinePages.Listing listing) {}

    /// One message that is held.
    public record HeldMessage(Frame frame, QuarantinePages.One one) {}

    /// A signing key.
    ///
    /// @param dns what the DNS has of it, as a sentence; empty when it was not asked
    public record SigningKey(DkimKey key, String dns) {
        public String tone() {
            return key.active() ? "good" : key.state().equals("waiting") ? "warn" : "";
        }

        public String word() {
            return switch (key.state()) {
                case "waiting" -> "waits for the DNS";
                case "retired" -> "retired: keep its record for a week";
                default -> key.active() ? "signs" : "not used";
            };
        }
    }

    /// A DNS record to publish.
    public record DnsRecord(String type, String name, String value) {}

    /// The outbound queue.
    public record Queue(Frame frame, List<Waiting> rows, Filter filter, Optional<String> next, List<Counts> counts) {}

    /// What waits, in groups.
    public record Counts(String title, List<Bar> bars) {}

    /// A group.
    ///
    /// @param href shows it; empty where it is no filter
    /// @param most of any group
    public record Bar(String name, String href, long recipients, long most, String oldest, String next) {}

    /// The question before an action on all that match.
    public record QueueAll(Frame frame, String action, String words, Filter filter, long recipients) {}

    /// An action on the queue as its button names it.
    public static String button(String action) {
        return switch (action) {
            case "flush" -> "Try now";
            case "hold" -> "Hold";
            case "release" -> "Release";
            case "requeue" -> "Begin anew";
            default -> "Delete";
        };
    }

    /// An action under way.
    public record QueueJob(Frame frame, Job job) {}

    /// A recipient in the queue.
    public record Waiting(
            String message,
            String recipient,
            String sender,
            String subject,
            String site,
            String state,
            String tone,
            int attempts,
            String reason,
            String lastReply,
            String nextAttempt,
            String accepted,
            String size) {}

    static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
