package org.posthorn.mailctl.account;

import static org.posthorn.runtime.http.ServiceClient.escape;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.events.DirectoryEntry.Role;
import org.posthorn.events.api.AccountApi.Account;
import org.posthorn.events.api.AccountApi.AccountChange;
import org.posthorn.events.api.AccountApi.AccountCreated;
import org.posthorn.events.api.AccountApi.NewAccount;
import org.posthorn.events.api.AccountApi.Quota;
import org.posthorn.events.api.Page;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Column;
import org.posthorn.mailctl.console.Console;
import org.posthorn.mailctl.console.Failure;
import org.posthorn.mailctl.transfer.BackupCommands;
import org.posthorn.runtime.http.ServiceClient;
import org.posthorn.runtime.http.ServiceError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `mailctl account`.
@Command(
        name = "account",
        description = "Accounts: who can log in and gets mail.",
        subcommands = {BackupCommands.Make.class, BackupCommands.Verify.class, BackupCommands.Restore.class})
public final class AccountCommands {
    private static final String ACCOUNTS = "/internal/v1/accounts";
    private static final TypeReference<Page<Account>> PAGE = new TypeReference<>() {};
    private static final String NOT_ASKED = "The password was made here, since nobody can be asked for one:"
            + " --password-stdin reads it from the standard input.";
    private static final String WHO = "An address, or a name in the default domain.";

    private final Session session;
    private final Console console;

    AccountCommands(Session session) {
        this.session = session;
        this.console = session.console();
    }

    @Command(name = "add", description = "Makes an account. Asks for a password, or makes one and prints it.")
    int add(
            @Parameters(paramLabel = "ADDRESS", description = WHO) String address,
            @Option(names = "--role", description = "admin, member or user (the default).") Optional<Role> role,
            @Option(names = "--name", description = "The name that people see.") Optional<String> name,
            @Option(names = "--password-stdin", description = "Read the password from the standard input.")
                    boolean fromInput,
            @Option(names = "--generate", description = "Make a password without asking.") boolean generate) {
        var password = generate ? Optional.<String>empty() : password(fromInput);
        var wanted = new NewAccount(address, password, role, name);
        var created = client().post(ACCOUNTS, wanted, AccountCreated.class);
        var generated = created.generatedPassword()
                .map(text -> System.lineSeparator() + "Password: " + text)
                .orElse("");
        console.result(created, "Account " + created.account().address() + " was made." + generated);
        if (!generate) {
            hint(password);
        }
        return 0;
    }

    /// From the input, from somebody at the terminal, or none: then one is generated.
    private Optional<String> password(boolean fromInput) {
        if (fromInput) {
            var password = console.readLine().orElse("");
            if (password.isEmpty()) {
                throw new Failure("The standard input has no password.");
            }
            return Optional.of(password);
        }
        if (!console.terminal()) {
            return Optional.empty();
        }
        var first = console.secret("Password (empty: one is generated)");
        if (first.isEmpty()) {
            return Optional.empty();
        }
        if (!console.secret("Again").equals(first)) {
            throw new Failure("The two passwords differ.");
        }
        return Optional.of(first);
    }

    /// Whether something waits in the standard input cannot be known, so whoever piped a password is told.
    private void hint(Optional<String> given) {
        if (given.isEmpty() && !console.terminal()) {
            console.err().println(NOT_ASKED);
        }
    }

    @Command(name = "list", description = "Lists accounts.")
    int list(
            @Parameters(paramLabel = "TEXT", arity = "0..1", description = "Only addresses and names with this text.")
                    Optional<String> query) {
        var accounts = new ArrayList<Account>();
        Optional<String> cursor = Optional.of("");
        while (cursor.isPresent()) {
            var path = ACCOUNTS + "?limit=200"
                    + (cursor.get().isEmpty() ? "" : "&cursor=" + escape(cursor.get()))
                    + query.map(text -> "&query=" + escape(text)).orElse("");
            var page = client().get(path, PAGE);
            accounts.addAll(page.items());
            cursor = page.next();
        }
        console.table(
                accounts,
                "There is no account.",
                Column.of("ADDRESS", Account::address),
                Column.of("ROLE", account -> word(account.role())),
                Column.of("STATE", account -> account.enabled() ? "enabled" : "disabled"),
                Column.number("MESSAGES", Account::messages),
                new Column<>("SIZE", account -> Console.size(account.bytes()), true),
                Column.of("NAME", Account::displayName));
        return 0;
    }

    @Command(name = "show", description = "Shows one account.")
    int show(@Parameters(paramLabel = "ADDRESS", description = WHO) String address) {
        var account = account(address);
        var quota = client().find(ACCOUNTS + "/" + escape(account.address()) + "/quota", Quota.class);
        console.result(
                account,
                String.join(
                        System.lineSeparator(),
                        "Address:    " + account.address(),
                        "Also:       "
                                + String.join(
                                        ", ",
                                        account.addresses().stream().skip(1).toList()),
                        "Name:       " + account.displayName(),
                        "Role:       " + word(account.role()),
                        "State:      " + (account.enabled() ? "enabled" : "disabled"),
                        "Sent copy:  "
                                + (account.sentCopy() ? "filed for mail clients too" : "filed for web mail only"),
                        "Messages:   " + account.messages() + " (" + Console.size(account.bytes()) + ")",
                        "Quota:      " + quota.map(QuotaOptions::words).orElse("unknown"),
                        "Made at:    " + Console.time(account.createdAt())));
        return 0;
    }

    @Command(name = "quota", description = "Shows how full an account is, or sets how much it may store.")
    int quota(@Parameters(paramLabel = "ADDRESS", description = WHO) String address, @Mixin QuotaOptions options) {
        var path = ACCOUNTS + "/" + escape(account(address).address()) + "/quota";
        var quota = client().get(path, Quota.class);
        if (options.given()) {
            quota = client().put(path, options.over(quota.own()), Quota.class);
        }
        console.result(
                quota,
                QuotaOptions.words(quota)
                        + System.lineSeparator()
                        + "Set for this account: "
                        + QuotaOptions.words(quota.own()));
        return 0;
    }

    @Command(name = "exists", description = "Exit code 0 when there is such an account, else 1.")
    int exists(@Parameters(paramLabel = "ADDRESS", description = WHO) String address) {
        boolean there =
                client().find(ACCOUNTS + "/" + escape(address), Account.class).isPresent();
        console.result(there, there ? "Account " + address + " exists." : "There is no account " + address + ".");
        return there ? 0 : 1;
    }

    @Command(name = "password", description = "Sets a password.")
    int password(
            @Parameters(paramLabel = "ADDRESS", description = WHO) String address,
            @Option(names = "--password-stdin", description = "Read the password from the standard input.")
                    boolean fromInput) {
        var account = account(address);
        var given = password(fromInput);
        var password = given.orElseGet(Passphrase::generate);
        change(
                account,
                new AccountChange(
                        Optional.of(password), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        var shown = given.isPresent() ? "" : System.lineSeparator() + "Password: " + password;
        console.say("The password of " + account.address() + " was set." + shown);
        hint(given);
        return 0;
    }

    @Command(name = "role", description = "Sets the role: admin, member or user.")
    int role(
            @Parameters(paramLabel = "ADDRESS", description = WHO) String address,
            @Parameters(paramLabel = "ROLE", description = "admin, member or user.") Role role) {
        var changed = change(
                account(address),
                new AccountChange(
                        Optional.empty(), Optional.of(role), Optional.empty(), Optional.empty(), Optional.empty()));
        console.result(changed, changed.address() + " is now " + word(role) + ".");
        return 0;
    }

    @Command(name = "disable", description = "No login, and mail to it is refused; what is stored stays.")
    int disable(@Parameters(paramLabel = "ADDRESS", description = WHO) String address) {
        var account = account(address);
        console.confirm("Disable " + account.address() + "?");
        return enabled(account, false);
    }

    @Command(name = "enable", description = "Lets a disabled account in again.")
    int enable(@Parameters(paramLabel = "ADDRESS", description = WHO) String address) {
        return enabled(account(address), true);
    }

    private int enabled(Account account, boolean enabled) {
        var changed = change(
                account,
                new AccountChange(
                        Optional.empty(), Optional.empty(), Optional.of(enabled), Optional.empty(), Optional.empty()));
        console.result(changed, changed.address() + " is now " + (enabled ? "enabled." : "disabled."));
        return 0;
    }

    @Command(name = "delete", description = "Deletes an account with all its mail.")
    int delete(@Parameters(paramLabel = "ADDRESS", description = WHO) String address) {
        var account = account(address);
        console.confirm("Delete " + account.address() + " and its " + account.messages() + " messages for good?");
        client().delete(ACCOUNTS + "/" + escape(account.address()));
        console.say("Account " + account.address() + " was deleted.");
        return 0;
    }

    private Account account(String address) {
        try {
            return client().get(ACCOUNTS + "/" + escape(address), Account.class);
        } catch (ServiceError.Refused e) {
            throw e.status() == 404 ? new Failure("There is no account " + address + ".") : e;
        }
    }

    private Account change(Account account, AccountChange change) {
        return client().patch(ACCOUNTS + "/" + escape(account.address()), change, Account.class);
    }

    private ServiceClient client() {
        return session.installation().mailbox();
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
