package org.posthorn.mailctl.account;

import static org.posthorn.runtime.http.ServiceClient.escape;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.events.DirectoryEntry.Access;
import org.posthorn.events.api.AccountApi.Domain;
import org.posthorn.events.api.AccountApi.DomainChange;
import org.posthorn.events.api.AccountApi.NewDomain;
import org.posthorn.events.api.AccountApi.QuotaLimits;
import org.posthorn.events.api.RulesApi.NewRules;
import org.posthorn.events.api.RulesApi.Rules;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Column;
import org.posthorn.mailctl.console.Console;
import org.posthorn.runtime.http.ServiceClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `mailctl domain`.
@Command(name = "domain", description = "Domains whose mail is ours.")
public final class DomainCommands {
    private static final String DOMAINS = "/internal/v1/domains";
    private static final TypeReference<List<Domain>> LIST = new TypeReference<>() {};

    private final Session session;
    private final Console console;

    DomainCommands(Session session) {
        this.session = session;
        this.console = session.console();
    }

    @Command(name = "add", description = "Serves a further domain.")
    int add(
            @Parameters(paramLabel = "DOMAIN") String domain,
            @Option(names = "--access", description = "Who may use mail: everyone (the default) or members.")
                    Optional<Access> access) {
        var added = client().post(DOMAINS, new NewDomain(domain, access), Domain.class);
        console.result(
                added,
                "Domain " + added.domain() + " is served. Publish its MX record, and its DKIM key: "
                        + "mailctl dkim generate " + added.domain());
        return 0;
    }

    @Command(name = "list", description = "Lists the domains that are served.")
    int list() {
        console.table(
                client().get(DOMAINS, LIST),
                "No domain is served.",
                Column.of("DOMAIN", Domain::domain),
                Column.of("ACCESS", DomainCommands::access),
                Column.number("ACCOUNTS", Domain::accounts),
                Column.number("ALIASES", Domain::aliases),
                Column.of("SINCE", domain -> Console.time(domain.createdAt())));
        return 0;
    }

    @Command(name = "show", description = "Shows one domain.")
    int show(@Parameters(paramLabel = "DOMAIN") String name) {
        var domain = client().get(DOMAINS + "/" + escape(name), Domain.class);
        console.result(
                domain,
                String.join(
                        System.lineSeparator(),
                        "Domain:    " + domain.domain(),
                        "Access:    " + access(domain),
                        "Accounts:  " + domain.accounts(),
                        "Aliases:   " + domain.aliases(),
                        "Since:     " + Console.time(domain.createdAt())));
        return 0;
    }

    @Command(name = "quota", description = "Shows or sets how much each account of a domain may store.")
    int quota(@Parameters(paramLabel = "DOMAIN") String domain, @Mixin QuotaOptions options) {
        var path = DOMAINS + "/" + escape(domain) + "/quota";
        var limits = client().get(path, QuotaLimits.class);
        if (options.given()) {
            limits = client().put(path, options.over(limits), QuotaLimits.class);
        }
        console.result(limits, "Each account of " + domain + ": " + QuotaOptions.words(limits));
        return 0;
    }

    @Command(name = "access", description = "Says who may use mail in a domain.")
    int access(
            @Parameters(paramLabel = "DOMAIN") String domain,
            @Parameters(paramLabel = "ACCESS", description = "everyone or members.") Access access) {
        var changed =
                client().patch(DOMAINS + "/" + escape(domain), new DomainChange(Optional.of(access)), Domain.class);
        console.result(changed, "Mail in " + changed.domain() + " is for " + access(changed) + ".");
        return 0;
    }

    /// Whether forgeries, spam and viruses are refused in the session.
    enum Refusing {
        ON,
        OFF,
        DEFAULT
    }

    @Command(name = "rules", description = "Shows or sets what is enforced at the door for a domain; * is all others.")
    int rules(
            @Parameters(paramLabel = "DOMAIN") String domain,
            @Option(
                            names = "--reject-in-session",
                            paramLabel = "on|off|default",
                            description = "Refuse mail whose author's domain asks to reject forgeries (DMARC), spam and"
                                    + " viruses while the client waits, instead of filing it as junk or holding it.")
                    Optional<Refusing> refusing) {
        var policy = session.installation().policy();
        var path = "/internal/v1/rules/" + escape(domain);
        var by = "mailctl " + System.getProperty("user.name");
        if (refusing.isPresent() && refusing.get() != Refusing.DEFAULT) {
            policy.put(path, new NewRules(refusing.get() == Refusing.ON, by));
        } else if (refusing.isPresent()) {
            policy.delete(path);
        }
        var rules = policy.find(path, Rules.class);
        console.result(
                rules,
                rules.map(set -> set.domain()
                                + (set.rejectInSession()
                                        ? ": forgeries, spam and viruses are refused in the session."
                                        : ": forgeries are filed as junk, spam and viruses held."))
                        .orElse(domain + " has no rules of its own; those of * hold."));
        return 0;
    }

    @Command(name = "delete", description = "No longer serves a domain that has no accounts.")
    int delete(@Parameters(paramLabel = "DOMAIN") String domain) {
        console.confirm("No longer serve " + domain + "?");
        client().delete(DOMAINS + "/" + escape(domain));
        console.say("Domain " + domain + " is no longer served.");
        return 0;
    }

    private static String access(Domain domain) {
        return domain.access().name().toLowerCase(Locale.ROOT);
    }

    private ServiceClient client() {
        return session.installation().mailbox();
    }
}
