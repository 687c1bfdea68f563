package org.posthorn.allinone;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.posthorn.events.api.AccountApi;
import org.posthorn.events.api.ListApi;
import org.posthorn.events.api.MailApi;
import org.posthorn.events.api.Page;
import org.posthorn.mailctl.Mailctl;
import org.posthorn.runtime.http.HttpSettings;
import org.posthorn.runtime.http.ServiceAddresses;
import org.posthorn.runtime.http.ServiceClient;
import org.posthorn.runtime.http.ServiceToken;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.DatabaseSettings;

/// Looks into a running installation from outside: accounts, inboxes, the database, and what mailctl says.
final class Inspector implements AutoCloseable {
    private final HttpClient http = ServiceClient.httpClient();
    private final Settings endpoints;
    private final ServiceClient mailbox;
    private final ServiceClient policy;
    private final Path data;

    Inspector(RunningPosthorn posthorn) {
        this(Path.of(posthorn.argument("data")));
    }

    /// @param data the directory of an installation, or of a cluster
    Inspector(Path data) {
        this.data = data;
        endpoints = Settings.load(Optional.of(data.resolve("run/endpoints.properties")), Map.of(), List.of());
        var settings = endpoints.get(HttpSettings.class);
        mailbox = endpoints.get(ServiceAddresses.class).mailbox(http, ServiceToken.of(settings), settings);
        policy = endpoints.get(ServiceAddresses.class).policy(http, ServiceToken.of(settings), settings);
    }

    AccountApi.Account makeAccount(String name) {
        var wanted = new AccountApi.NewAccount(
                name, Optional.of("a long enough password"), Optional.empty(), Optional.empty());
        return mailbox.post("/internal/v1/accounts", wanted, AccountApi.AccountCreated.class)
                .account();
    }

    /// Blocks a sender; returns when policy-service has it.
    void block(String subject) {
        var entry = new ListApi.NewEntry(subject, false, "a proof", "proof", Optional.empty());
        policy.post("/internal/v1/lists/blocklist", entry, ListApi.Entry.class);
    }

    /// The subjects in an account's inbox, newest first.
    List<String> inbox(AccountApi.Account account) {
        List<String> subjects = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            var path = "/internal/v1/accounts/" + account.id() + "/folders/inbox/messages?limit=200"
                    + cursor.map(c -> "&cursor=" + ServiceClient.escape(c)).orElse("");
            var page = mailbox.get(path, new TypeReference<Page<MailApi.MessageRow>>() {});
            page.items().forEach(row -> subjects.add(row.subject()));
            cursor = page.next();
        } while (cursor.isPresent());
        return subjects;
    }

    /// Runs a statement in the database.
    ///
    /// @return how many rows it changed
    int execute(String sql) throws SQLException {
        var database = endpoints.get(DatabaseSettings.class);
        try (var connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                var statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    /// The texts that a query finds.
    Set<String> texts(String sql) throws SQLException {
        var database = endpoints.get(DatabaseSettings.class);
        try (var connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            Set<String> texts = new HashSet<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    /// Runs mailctl against it.
    ///
    /// @return the exit code
    int mailctl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Mailctl.class.getName()));
        command.addAll(List.of("--data", data.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    @Override
    public void close() {
        http.close();
    }
}
