package org.posthorn.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.posthorn.testing.Eventually.eventually;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.events.MessageId;
import org.posthorn.gateway.trace.TraceStore;
import org.posthorn.gateway.trace.TraceStories;
import org.posthorn.runtime.health.Condition;
import org.posthorn.runtime.health.Health;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.testing.Backing;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.TrustingTls;
import org.posthorn.testing.WithBacking;

/// Web mail as a plain client without JavaScript sees it: the journey, the headers, and who may do what.
@WithBacking
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebRoutesTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private Gateway gateway;
    private PlainClient client;

    @BeforeAll
    void start(TestDatabase database, @TempDir Path directory) throws Exception {
        gateway = new Gateway(database, directory, 0);
        Samples.fill(gateway.mailbox);
        client = new PlainClient(http, gateway.url());
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @Test
    void otherServersReadOurMtaStsPolicyWithoutASession() throws Exception {
        var response = client.get("/.well-known/mta-sts.txt", "");
        assertEquals(200, response.statusCode());
        assertEquals(
                "text/plain; charset=utf-8",
                response.headers().firstValue("content-type").orElse(""));
        assertTrue(response.body().startsWith("version: STSv1\r\nmode: none\r\nmx: "), response.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/internal/v1/trace", "/prometheus", "/health/live"})
    void whatIsForInsideIsNotOnThePublicListeners(String path) throws Exception {
        assertEquals(404, client.get(path, "").statusCode());
        var inside = new PlainClient(http, gateway.insideUrl());
        assertEquals(
                path.startsWith("/internal") ? 401 : 200, inside.get(path, "").statusCode());
        assertEquals(404, inside.get("/login", "").statusCode());
        assertEquals("{\"status\":\"UP\"}", client.get("/health", "").body(), "no parts for the world");
        assertTrue(inside.get("/health", "").body().contains("\"trace\":{\"well\":true"));
    }

    @Test
    void theWorldIsToldThatAPartIsDownButNotWhich() throws Exception {
        var health = gateway.bean(Health.class);
        health.add("probe", () -> Condition.unwell("10.0.0.7 refuses"));
        var answer = client.get("/health", "");
        var inside = new PlainClient(http, gateway.insideUrl()).get("/health", "");
        health.remove("probe");
        assertEquals(503, answer.statusCode());
        assertEquals("{\"status\":\"DOWN\"}", answer.body());
        assertTrue(inside.body().contains("10.0.0.7 refuses"), inside.body());
    }

    @Test
    void mailIsReadAnsweredAndSentWithoutJavaScript() throws Exception {
        var cookie = client.logIn("alice");
        var list = client.page("/mail/inbox", cookie);
        var link = list.expectFirst(".row-link");
        var letter = client.page(link.attr("href"), cookie);
        assertEquals("Re: Q4 invoice", letter.expectFirst("h1.subject").text());
        var compose = client.page(letter.expectFirst("#reply").attr("href"), cookie);
        assertEquals("Ann Lee <ann@ex.org>", compose.expectFirst("#to").val());
        var before = accepted();
        var fields = PlainClient.fields(compose);
        fields.put("to", "bob");
        fields.put("bcc", "alice");
        fields.put("do", "send");
        var sent = client.post("/compose", cookie, fields);
        assertEquals(303, sent.statusCode(), sent.body());
        var again = client.post("/compose", cookie, fields);
        assertEquals(303, again.statusCode());
        assertEquals(before + 1, accepted(), "the second click sent nothing");
    }

    @Test
    void manyClicksAtOnceSendOnce() throws Exception {
        var cookie = client.logIn("alice");
        var fields = PlainClient.fields(client.page("/compose?to=bob", cookie));
        fields.put("do", "send");
        fields.put("text", "once");
        long before = accepted();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var clicks = new ArrayList<java.util.concurrent.Future<Integer>>();
            for (int i = 0; i < 5; i++) {
                clicks.add(threads.submit(
                        () -> client.post("/compose", cookie, fields).statusCode()));
            }
            for (var click : clicks) {
                assertEquals(303, click.get());
            }
        }
        assertEquals(before + 1, accepted());
    }

    @Test
    void whoHasTooFewCreditsIsToldBeforeAndWhenHeSends() throws Exception {
        var cookie = client.logIn("bob");
        var compose = client.page("/compose?to=x@elsewhere.example", cookie);
        assertEquals(
                "A message to another server costs 4 credits; within this one mail is free. You have 1. Credits",
                compose.expectFirst(".compose-cost").text());
        var fields = PlainClient.fields(compose);
        fields.put("do", "send");
        long before = accepted();
        var refused = client.post("/compose", cookie, fields);

        assertEquals(422, refused.statusCode());
        assertTrue(refused.body().contains("Insufficient credits: 4 needed, 1 left"), refused.body());
        fields.put("to", "alice");
        assertEquals(303, client.post("/compose", cookie, fields).statusCode());
        assertEquals(before + 1, accepted());
    }

    @Test
    void whatIsHeldIsSeenByItsRecipientWhoLetsItGo() throws Exception {
        assertTrue(client.page("/quarantine", client.logIn("alice")).text().contains("Nothing is held."));
        assertTrue(
                client.page("/admin/quarantine", client.logIn("alice")).text().contains("It is a test."));
        var bob = client.logIn("bob");
        var link = client.page("/quarantine", bob).expectFirst("td a").attr("href");
        var one = client.page(link, bob);
        assertEquals("A <b>test</b>", one.expectFirst("h1").text());
        assertTrue(one.expectFirst("pre").text().contains("<script>"), "it is shown, not run");
        var order = PlainClient.hidden(one);
        order.put("do", "release");

        assertEquals(303, client.post(link, bob, order).statusCode());

        assertEquals(java.util.List.of("release bob@localhost"), gateway.services.quarantine.orders);
        assertTrue(client.page("/quarantine", bob).text().contains("Nothing is held."));
    }

    @Test
    void anAdminTopsUpAndItsOwnerSeesWhy() throws Exception {
        var cookie = client.logIn("alice");
        var search = PlainClient.hidden(client.page("/admin/credits", cookie));
        search.putAll(Map.of("do", "find", "account", "bob"));
        var found = client.post("/admin/credits", cookie, search);
        assertEquals("/admin/credits/2", found.headers().firstValue("Location").orElseThrow());
        var order = PlainClient.hidden(client.page("/admin/credits/2", cookie));
        order.putAll(Map.of("do", "add", "credits", "100", "reason", "invoice 7"));
        assertEquals(303, client.post("/admin/credits/2", cookie, order).statusCode());

        var bob = client.logIn("bob");
        var own = client.page("/credits", bob);
        assertTrue(own.text().contains("Top-up +100 101 invoice 7 alice@localhost"), own.text());
        var file = client.get("/credits/statement.csv", bob);
        assertTrue(file.body().contains("top-up,100,101,,invoice 7,alice@localhost\r\n"), file.body());
        assertEquals(404, client.get("/admin/credits", bob).statusCode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/logout",
                "/compose",
                "/mail/inbox/act",
                "/u",
                "/admin/users",
                "/admin/users/bob@localhost",
                "/admin/domains",
                "/admin/domains/localhost",
                "/admin/queue",
                "/admin/credits",
                "/quarantine/01KJMB9W0G0000000000000000",
                "/admin/quarantine/01KJMB9W0G0000000000000000",
                "/admin/credits/2"
            })
    void nothingChangesWithoutTheSessionsToken(String path) throws Exception {
        var cookie = client.logIn("alice");
        assertEquals(403, client.post(path, cookie, Map.of("do", "delete")).statusCode());
        assertEquals(
                403,
                client.post(path, cookie, Map.of("csrf", "wrong", "do", "delete"))
                        .statusCode());
        var foreign = client.request(path, cookie)
                .header("Sec-Fetch-Site", "cross-site")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("csrf=x"))
                .build();
        assertEquals(403, http.send(foreign, BodyHandlers.discarding()).statusCode());
        assertEquals(
                303, client.post(path, "", Map.of("do", "delete")).statusCode(), "without a session: to the login");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin",
                "/admin/users",
                "/admin/users/alice@localhost",
                "/admin/domains",
                "/admin/queue",
                "/admin/suppression"
            })
    void theConsoleDoesNotExistForOthers(String path) throws Exception {
        assertEquals(404, client.get(path, client.logIn("bob")).statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/m/101/body", "/m/101/raw", "/m/101/part/2", "/compose/101", "/compose?reply=101"})
    void theMailOfAnotherAccountDoesNotExist(String path) throws Exception {
        assertEquals(404, client.get(path, client.logIn("bob")).statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/login", "/mail/inbox", "/mail/inbox/t/900", "/compose", "/admin", "/nope"})
    void pagesCarryTheSecurityHeaders(String path) throws Exception {
        var headers = client.get(path, path.equals("/login") ? "" : client.logIn("alice"))
                .headers();
        var policy = headers.firstValue("Content-Security-Policy").orElseThrow();
        assertTrue(policy.startsWith("default-src 'none'; script-src 'self'"), policy);
        assertFalse(policy.contains("unsafe"), policy);
        assertEquals("nosniff", headers.firstValue("X-Content-Type-Options").orElseThrow());
        assertEquals("private, no-store", headers.firstValue("Cache-Control").orElseThrow());
    }

    @Test
    void aBodyIsASandboxedDocumentAndAnAttachmentIsInert() throws Exception {
        var cookie = client.logIn("alice");
        var policy = client.get("/m/103/body", cookie)
                .headers()
                .firstValue("Content-Security-Policy")
                .orElseThrow();
        assertTrue(
                policy.startsWith("sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'"), policy);
        assertFalse(policy.contains("allow-scripts") || policy.contains("allow-same-origin"), policy);
        var part = client.get("/m/101/part/2", cookie).headers();
        assertEquals(
                "sandbox; default-src 'none'",
                part.firstValue("Content-Security-Policy").orElseThrow());
        assertTrue(part.firstValue("Content-Disposition")
                .orElseThrow()
                .startsWith("attachment; filename=\"invoice-2026-q4.pdf\""));
    }

    @Test
    void aWrongPasswordSaysNothingAboutTheName() throws Exception {
        var wrong = client.post("/login", "", Map.of("login", "bob", "password", "x"));
        var nobody = client.post("/login", "", Map.of("login", "nobody", "password", "x"));
        assertEquals(401, wrong.statusCode());
        assertEquals(
                Jsoup.parse(wrong.body()).select("#login-error").text(),
                Jsoup.parse(nobody.body()).select("#login-error").text());
    }

    @Test
    void loggingOutEndsTheSessionOnTheServer() throws Exception {
        var cookie = client.logIn("alice");
        var csrf = client.csrf(cookie);
        assertEquals(303, client.post("/logout", cookie, Map.of("csrf", csrf)).statusCode());
        assertEquals(303, client.get("/mail/inbox", cookie).statusCode());
    }

    @Test
    void olderMessagesAreOnTheNextPage() throws Exception {
        var cookie = client.logIn("alice");
        var first = client.page("/mail/inbox", cookie);
        assertEquals(50, first.select(".row").size());
        var second = client.page(first.expectFirst(".pager a").attr("href"), cookie);
        assertFalse(second.select(".row").isEmpty());
        var ids = first.select(".row").eachAttr("id");
        assertTrue(second.select(".row").eachAttr("id").stream().noneMatch(ids::contains));
    }

    @Test
    void anAccountIsAddedWithAGeneratedPasswordShownOnce() throws Exception {
        var cookie = client.logIn("alice");
        var csrf = client.csrf(cookie);
        var added = client.post("/admin/users", cookie, Map.of("csrf", csrf, "address", "carol", "role", "user"));
        assertEquals(
                "generated-7aXk", Jsoup.parse(added.body()).select("#secret").text());
        var taken = client.post("/admin/users", cookie, Map.of("csrf", csrf, "address", "carol", "role", "user"));
        assertEquals(422, taken.statusCode());
        assertTrue(taken.body().contains("is taken"));
    }

    @Test
    void anAliasIsAddedChangedAndDeleted() throws Exception {
        var cookie = client.logIn("alice");
        var csrf = client.csrf(cookie);
        var put = Map.of(
                "csrf",
                csrf,
                "do",
                "put",
                "address",
                "Sales@localhost",
                "targets",
                "bob@localhost\nann@ex.org, bob@localhost");
        assertEquals(303, client.post("/admin/aliases", cookie, put).statusCode());
        assertEquals(
                List.of("bob@localhost", "ann@ex.org"),
                client.page("/admin/aliases?q=ann", cookie)
                        .select("tbody td:nth-child(2) div")
                        .eachText());
        assertTrue(client.page("/admin/aliases?q=nobody", cookie)
                .select("tbody tr")
                .isEmpty());
        var taken = client.post(
                "/admin/aliases",
                cookie,
                Map.of("csrf", csrf, "do", "put", "address", "bob@localhost", "targets", "ann@ex.org"));
        assertEquals(422, taken.statusCode());
        assertTrue(taken.body().contains("is taken by an account"));
        client.post("/admin/aliases", cookie, Map.of("csrf", csrf, "do", "delete", "address", "sales@localhost"));
        assertTrue(client.page("/admin/aliases", cookie).select("tbody tr").isEmpty());
    }

    @Test
    void whatHappenedToAMessageIsFoundAndToldAgainAfterTheTraceIsRebuilt() throws Exception {
        var stories = new TraceStories(gateway);
        var story = stories.sent(Instant.now());
        stories.refused(Instant.now());
        var alice = client.logIn("alice");
        var bob = client.logIn("bob");
        for (int building = 1; building <= 2; building++) {
            eventually(
                    "the message is in the trace",
                    () -> client.page("/admin/trace?q=travel+" + story.id, alice)
                            .select("tbody .state")
                            .eachText()
                            .equals(List.of("delivered")));
            var lines = client.page("/admin/trace/" + story.id, alice).select(".timeline li");
            assertEquals(5, lines.size());
            var put = lines.get(3).text();
            assertTrue(put.contains("451 4.7.1 Greylisted") && put.contains("+1.9 s"), put);
            var refused = "/admin/trace?ip=192.0.2.7&had=refused&reply=5.1.1";
            eventually(
                    "it is refused",
                    () -> client.page(refused, alice).select("tbody tr").size() == 1);
            gateway.bean(TraceStore.class).forget();
        }
        eventually(
                "the trace is built",
                () -> client.get("/trace/" + story.id, bob).statusCode() == 200);
        var own = client.page("/trace/" + story.id, bob);
        assertEquals(3, own.select(".timeline li").size());
        assertFalse(own.text().contains("zoe@sink.test"));
        assertTrue(
                client.page("/trace?to=zoe@sink.test", bob).select("tbody tr").isEmpty());
        assertEquals(
                404, client.get("/trace/" + MessageId.next(Instant.now()), bob).statusCode());
        assertEquals(404, client.get("/admin/trace", bob).statusCode());
    }

    @Test
    void foldersAreMadeRenamedAndDeleted() throws Exception {
        var cookie = client.logIn("bob");
        var csrf = client.csrf(cookie);
        client.post("/folders", cookie, Map.of("csrf", csrf, "do", "create", "name", "Projects/2026"));
        var twice = client.post("/folders", cookie, Map.of("csrf", csrf, "do", "create", "name", "Projects/2026"));
        assertEquals(422, twice.statusCode());
        assertTrue(twice.body().contains("There is a folder Projects/2026 already."));
        var id = client.page("/folders", cookie)
                .expectFirst("input[name=folder]")
                .val();
        client.post("/folders", cookie, Map.of("csrf", csrf, "do", "rename", "folder", id, "name", "Archive 2026"));
        assertEquals(
                "Archive 2026",
                client.page("/mail/inbox", cookie)
                        .expectFirst("#folder-" + id + " .folder-name")
                        .text());
        assertEquals(
                "Archive 2026",
                client.page("/mail/inbox", cookie)
                        .expectFirst("#list .move button[value=move:" + id + "]")
                        .text());
        client.post("/folders", cookie, Map.of("csrf", csrf, "do", "delete", "folder", id));
        assertTrue(client.page("/folders", cookie).select("input[name=folder]").isEmpty());
    }

    @Test
    void aNewPasswordNeedsTheOldOneAndEndsTheOtherSessions() throws Exception {
        var other = client.logIn("bob");
        var cookie = client.logIn("bob");
        assertTrue(client.page("/settings/security", cookie).select("tbody tr").size() >= 2);
        var form = new java.util.HashMap<>(Map.of(
                "csrf",
                client.csrf(cookie),
                "do",
                "password",
                "current",
                "guess",
                "fresh",
                "new-secret",
                "again",
                "new-secret"));
        assertEquals(422, client.post("/settings/security", cookie, form).statusCode());
        assertEquals(200, client.get("/settings", other).statusCode());
        form.put("current", "secret-bob");
        assertEquals(303, client.post("/settings/security", cookie, form).statusCode());
        assertEquals(303, client.get("/settings", other).statusCode());
        assertEquals(200, client.get("/settings", cookie).statusCode());
        assertEquals("new-secret", gateway.mailbox.passwords.put("bob@localhost", "secret-bob"));
    }

    @Test
    void aSignatureStandsBelowWhatIsWritten() throws Exception {
        var cookie = client.logIn("bob");
        client.post(
                "/settings",
                cookie,
                Map.of("csrf", client.csrf(cookie), "name", "Bob Ray", "signature", "Bob\r\nPosthorn & Sons"));
        assertEquals(
                "-- \nBob\nPosthorn & Sons",
                PlainClient.fields(client.page("/compose?to=alice", cookie))
                        .getOrDefault("text", "")
                        .strip());
        assertEquals(
                "Bob Ray",
                client.page("/settings", cookie).expectFirst("input[name=name]").val());
        client.post("/settings", cookie, Map.of("csrf", client.csrf(cookie), "name", "Bob", "signature", ""));
    }

    @Test
    void thePagesAreServedEncryptedWithACookieForThatAlone() throws Exception {
        try (var trusting =
                HttpClient.newBuilder().sslContext(TrustingTls.context()).build()) {
            var request = HttpRequest.newBuilder(URI.create("https://localhost:" + gateway.encryptedPort() + "/login"))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString("login=bob&password=secret-bob"))
                    .build();
            var answer = trusting.send(request, BodyHandlers.ofString());
            assertEquals(303, answer.statusCode());
            var cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
            assertTrue(cookie.startsWith("__Host-sid=") && cookie.endsWith("; Secure"), cookie);
        }
    }

    @Test
    void theTraceIsSearchedWithTheServiceTokenOnly() throws Exception {
        var story = new TraceStories(gateway).sent(Instant.now());
        var inside = new PlainClient(http, gateway.insideUrl());
        assertEquals(
                401, inside.post("/internal/v1/trace/rebuild", "", Map.of()).statusCode());
        eventually(
                "mailctl finds it",
                () -> gateway.traced("q=" + story.id).stream()
                        .anyMatch(found ->
                                found.id().equals(story.id) && found.state().equals("delivered")));
        assertTrue(gateway.traced("q=" + story.id + "&limit=500").size() == 1);
        assertEquals(5, gateway.told(story.id).steps().size());
    }

    private long accepted() {
        var kafka = KafkaConnection.to(Backing.ofThisJvm().bootstrapServers());
        try (var consumer =
                new KafkaConsumer<>(kafka.reader(1), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor("mail.accepted", Duration.ofSeconds(60)).stream()
                    .map(found -> new TopicPartition(found.topic(), found.partition()))
                    .toList();
            return consumer.endOffsets(partitions, Duration.ofSeconds(60)).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }
}
