package org.posthorn.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.events.DirectoryEntry.Access;
import org.posthorn.events.DirectoryEntry.Role;
import org.posthorn.events.api.AccountApi.Account;
import org.posthorn.events.api.AccountApi.AccountChange;
import org.posthorn.events.api.AccountApi.AccountCreated;
import org.posthorn.events.api.AccountApi.Alias;
import org.posthorn.events.api.AccountApi.Authenticate;
import org.posthorn.events.api.AccountApi.Authenticated;
import org.posthorn.events.api.AccountApi.Domain;
import org.posthorn.events.api.AccountApi.DomainChange;
import org.posthorn.events.api.AccountApi.FirstAdmin;
import org.posthorn.events.api.AccountApi.NewAccount;
import org.posthorn.events.api.AccountApi.NewDomain;
import org.posthorn.events.api.MailApi.Folder;
import org.posthorn.events.api.MailApi.NewFolder;
import org.posthorn.events.api.Page;
import org.posthorn.runtime.http.ServiceClient;
import org.posthorn.runtime.http.ServiceError;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

@WithBacking
class AccountApiTest {
    @TempDir
    static Path directory;

    private static RunningMailbox mailbox;
    private static ServiceClient client;

    @BeforeAll
    static void start(TestDatabase database, TestKafka kafka) {
        mailbox = new RunningMailbox(database, kafka, directory, "mailbox.auth-ratelimit=5/hour");
        client = mailbox.client();
    }

    @AfterAll
    static void stop() {
        mailbox.close();
    }

    @Test
    void theFirstStartMakesAnAdminWhosePasswordIsShownUntilItIsUsed() {
        var admin = client.get("/internal/v1/first-admin", FirstAdmin.class);
        assertEquals("admin@localhost", admin.address());

        var login = authenticate("admin", admin.generatedPassword().orElseThrow(), "127.0.0.9");

        assertEquals(Role.ADMIN, login.role());
        assertEquals(
                new FirstAdmin("admin@localhost", Optional.empty()),
                client.get("/internal/v1/first-admin", FirstAdmin.class));
    }

    @Test
    void anAccountLogsInByAddressOrBareNameInAnyCase() {
        var created = create("Alice", "correct horse");
        assertEquals("alice@localhost", created.address());

        assertEquals(
                created.id(), authenticate("alice", "correct horse", "10.0.0.1").account());
        assertEquals(
                created.id(),
                authenticate("ALICE@LocalHost", "correct horse", "10.0.0.1").account());
        assertRefused(401, () -> authenticate("alice", "wrong horse", "10.0.0.1"));
    }

    @Test
    void aChangedPasswordCountsAtOnce() {
        create("changed", "first password");
        authenticate("changed", "first password", "10.0.0.2");

        change("changed", password("second password"));

        assertRefused(401, () -> authenticate("changed", "first password", "10.0.0.2"));
        authenticate("changed", "second password", "10.0.0.2");
    }

    @Test
    void anAccountIsGrantedSendersThatEveryDoorKnows() {
        create("robot", "some password");
        var senders = "/internal/v1/accounts/robot/senders";
        client.put(senders + "/Sales@localhost", "", String[].class);
        client.put(senders + "/*%40Shop.Example", "", String[].class);

        assertEquals(List.of("*@shop.example", "sales@localhost"), List.of(client.get(senders, String[].class)));
        assertEquals(
                List.of("robot@localhost", "*@shop.example", "sales@localhost"),
                authenticate("robot", "some password", "10.0.0.9").addresses());
        client.delete(senders + "/sales@localhost");
        assertEquals(List.of("*@shop.example"), List.of(client.get(senders, String[].class)));
        assertRefused(404, () -> client.delete(senders + "/sales@localhost"));
        assertRefused(400, () -> client.put(senders + "/nonsense@", "", String[].class));
    }

    @Test
    void mailForMembersOnlyIsASettingOfTheDomain() {
        client.post("/internal/v1/domains", new NewDomain("club.example", Optional.empty()), Domain.class);
        create("guest@club.example", "some password");
        authenticate("guest@club.example", "some password", "10.0.0.10");

        var members = new DomainChange(Optional.of(Access.MEMBERS));
        assertEquals(
                Access.MEMBERS,
                client.patch("/internal/v1/domains/club.example", members, Domain.class)
                        .access());
        assertRefused(403, () -> authenticate("guest@club.example", "some password", "10.0.0.10"));
        assertRefused(404, () -> client.patch("/internal/v1/domains/nowhere.example", members, Domain.class));
    }

    @Test
    void aDisabledAccountCannotLogIn() {
        create("disabled", "some password");

        change(
                "disabled",
                new AccountChange(
                        Optional.empty(), Optional.empty(), Optional.of(false), Optional.empty(), Optional.empty()));

        assertRefused(401, () -> authenticate("disabled", "some password", "10.0.0.3"));
    }

    @Test
    void whoGuessesTooOftenIsRefusedAndTheOwnerStillLogsIn() {
        create("guessed", "right password");
        for (int i = 0; i < 5; i++) {
            assertRefused(401, () -> authenticate("guessed", "guess guess", "192.0.2.1"));
        }

        assertRefused(429, () -> authenticate("guessed", "right password", "192.0.2.1"));
        authenticate("guessed", "right password", "192.0.2.2");
    }

    /// A web mail program on this machine asks for everybody from one address.
    @Test
    void whoGuessesThroughAProgramOfThisMachineLocksOutNobodyElse() {
        create("attacked", "right password");
        create("bystander", "right password");
        authenticate("attacked", "right password", "127.0.0.1");
        for (int i = 0; i < 50; i++) {
            assertRefused(401, () -> authenticate("attacked", "guess guess", "127.0.0.1"));
        }

        assertRefused(429, () -> authenticate("attacked", "right password", "127.0.0.1"));
        authenticate("bystander", "right password", "127.0.0.1");
        authenticate("bystander", "right password", "::1");
    }

    @Test
    void aPasswordIsGeneratedWhenNoneIsGiven() {
        var created = client.post(
                "/internal/v1/accounts",
                new NewAccount("generated", Optional.empty(), Optional.empty(), Optional.empty()),
                AccountCreated.class);

        authenticate("generated", created.generatedPassword().orElseThrow(), "10.0.0.4");
    }

    @Test
    void aFolderIsNotCalledWhatOthersReadAsSomethingElse() {
        var folders = "/internal/v1/accounts/"
                + create("folders", "some password").id().value() + "/folders";
        var made = client.post(folders, new NewFolder("Work/2026"), Folder.class);
        assertEquals("Work/2026", made.name());

        for (var name : List.of("..", "Work/../x", "Work/.")) {
            var refused = assertRefused(400, () -> client.post(folders, new NewFolder(name), Folder.class));
            assertEquals("No level of a folder's name is \".\" or \"..\".", refused.getMessage());
        }
        for (var name : List.of("Work//x", "/x", "x/", " ", "a\u0007b", "a/".repeat(20) + "b", "inbox")) {
            assertRefused(400, () -> client.post(folders, new NewFolder(name), Folder.class));
        }
        assertRefused(400, () -> client.patch(folders + "/" + made.id(), new NewFolder("a/./b"), Folder.class));
    }

    @Test
    void anAddressIsTakenOnce() {
        create("taken", "some password");

        var refused = assertRefused(409, () -> create("Taken@localhost", "some password"));
        assertEquals("The address taken@localhost is taken.", refused.getMessage());
    }

    @Test
    void accountsArePagedAndFound() {
        create("page1", "some password");
        create("page2", "some password");
        create("page3", "some password");

        var first = accounts("/internal/v1/accounts?query=page&limit=2");
        assertEquals(List.of("page1@localhost", "page2@localhost"), addresses(first));
        var second = accounts("/internal/v1/accounts?query=page&limit=2&cursor="
                + ServiceClient.escape(first.next().orElseThrow()));
        assertEquals(List.of("page3@localhost"), addresses(second));
        assertEquals(Optional.empty(), second.next());
    }

    @Test
    void theLastAdminStays() {
        var refused = assertRefused(409, () -> client.delete("/internal/v1/accounts/admin"));
        assertEquals("admin@localhost is the only admin; make another account admin first.", refused.getMessage());
    }

    @Test
    void aDomainHasPostmasterAndAbuseFromTheStart() {
        var domain = client.post("/internal/v1/domains", new NewDomain("Example.ORG", Optional.empty()), Domain.class);
        assertEquals("example.org", domain.domain());

        var aliases = client.get("/internal/v1/aliases?domain=example.org", new TypeReference<List<Alias>>() {});

        assertEquals(
                List.of(
                        new Alias("abuse@example.org", List.of("admin@localhost")),
                        new Alias("postmaster@example.org", List.of("admin@localhost"))),
                aliases);
        assertRefused(409, () -> client.delete("/internal/v1/aliases/abuse@example.org"));
        client.delete("/internal/v1/domains/example.org");
        assertRefused(404, () -> client.get("/internal/v1/domains/example.org", Domain.class));
    }

    @Test
    void anAliasOfADeletedAccountGoesWithIt() {
        create("leaver", "some password");
        create("stayer", "some password");
        alias("both", "leaver", "stayer");
        alias("alone", "leaver");

        client.delete("/internal/v1/accounts/leaver");

        var aliases = client.get("/internal/v1/aliases?domain=localhost", new TypeReference<List<Alias>>() {});
        assertTrue(aliases.contains(new Alias("both@localhost", List.of("stayer@localhost"))), aliases.toString());
        assertTrue(aliases.stream().noneMatch(alias -> alias.address().equals("alone@localhost")), aliases.toString());
    }

    private static void alias(String address, String... targets) {
        client.put("/internal/v1/aliases/" + address, new Alias(address, List.of(targets)), Alias.class);
    }

    private static Account create(String address, String password) {
        var wanted = new NewAccount(address, Optional.of(password), Optional.empty(), Optional.empty());
        return client.post("/internal/v1/accounts", wanted, AccountCreated.class)
                .account();
    }

    private static void change(String address, AccountChange change) {
        client.patch("/internal/v1/accounts/" + address, change, Account.class);
    }

    private static AccountChange password(String password) {
        return new AccountChange(
                Optional.of(password), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Authenticated authenticate(String login, String password, String ip) {
        return client.post(
                "/internal/v1/authenticate", new Authenticate(login, password, "web", ip), Authenticated.class);
    }

    private static Page<Account> accounts(String path) {
        return client.get(path, new TypeReference<>() {});
    }

    private static List<String> addresses(Page<Account> page) {
        return page.items().stream().map(Account::address).toList();
    }

    private static ServiceError.Refused assertRefused(int status, Runnable call) {
        var refused = assertThrows(ServiceError.Refused.class, call::run);
        assertEquals(status, refused.status(), refused.getMessage());
        return refused;
    }
}
