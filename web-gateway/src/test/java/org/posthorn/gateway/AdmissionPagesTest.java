package org.posthorn.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.runtime.sql.Database;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.WithBacking;

/// The console's pages about who may send and how much.
@WithBacking
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdmissionPagesTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private Gateway gateway;
    private Database database;

    @BeforeAll
    void start(TestDatabase rows, @TempDir Path directory) throws Exception {
        gateway = new Gateway(rows, directory, 0);
        database = gateway.bean(Database.class);
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/admin/blocklist", "/admin/allowlist", "/admin/limits"})
    void theyAreForAdminsAndTheirOwnForms(String path) throws Exception {
        assertEquals(404, get(path, logIn("bob")).statusCode());
        assertEquals(
                403,
                post(path, logIn("alice"), Map.of("do", "remove", "csrf", "x")).statusCode());
    }

    /// Whoever comes is not logged in yet, and a body is held in memory.
    @Test
    void noFormIsLargerThanAMessage() throws Exception {
        var fields = Map.of("login", "alice", "password", "x".repeat(12 << 20));
        assertEquals(413, post("/login", "", fields).statusCode());
    }

    @Test
    void anAddressWithAWordForANumberLeadsNowhere() throws Exception {
        assertEquals(404, get("/admin/credits/bob@localhost", logIn("alice")).statusCode());
    }

    @Test
    void senderIsBlockedTestedAndUnblocked() throws Exception {
        var cookie = logIn("alice");
        var csrf = csrf(cookie);
        var block = Map.of("csrf", csrf, "do", "email", "subject", "spammer@bad.com", "reason", "<b>spam", "days", "7");
        assertEquals(303, post("/admin/blocklist", cookie, block).statusCode());
        var ip = post("/admin/blocklist", cookie, Map.of("csrf", csrf, "do", "ip", "subject", "nonsense@x"));
        assertEquals(422, ip.statusCode());
        assertTrue(Jsoup.parse(ip.body()).select("input[value=nonsense@x]").size() == 1, "what was typed stays");
        var shown = page("/admin/blocklist?sender=spammer@bad.com", cookie);
        assertEquals(
                "spammer@bad.com", shown.expectFirst("#entries .cell-strong").text());
        assertEquals("<b>spam", shown.select("#entries td").get(1).text());
        assertTrue(shown.select("#entries td").get(2).text().startsWith("alice@localhost, "), "who added it");
        assertTrue(shown.select("#entries td").get(3).text().startsWith("in "), "until when");
        assertEquals("Yes: blocked", shown.expectFirst("#tested").text());
        var unblock = Map.of("csrf", csrf, "do", "remove", "subject", "spammer@bad.com");
        assertEquals(303, post("/admin/blocklist", cookie, unblock).statusCode());
        assertTrue(
                page("/admin/blocklist", cookie).select("#entries .cell-strong").isEmpty());
    }

    @Test
    void limitsOfTheirOwnAreSetAndTakenAway() throws Exception {
        var cookie = logIn("alice");
        var csrf = csrf(cookie);
        var shown = page("/admin/limits", cookie);
        assertTrue(shown.text().contains("192.0.2.1 connections-per-hour 9 10"), shown.text());
        var set = Map.of("csrf", csrf, "do", "set", "subject", "10.0.0.0/8", "connections-per-hour", "-1");
        assertEquals(303, post("/admin/limits", cookie, set).statusCode());
        assertTrue(page("/admin/limits", cookie)
                .expectFirst("#own")
                .text()
                .contains("10.0.0.0/8 connections-per-hour: no limit alice@localhost"));
        var wrong = Map.of("csrf", csrf, "do", "set", "subject", "10.0.0.0/8", "connections-per-hour", "x");
        assertEquals(400, post("/admin/limits", cookie, wrong).statusCode());
        var remove = Map.of("csrf", csrf, "do", "remove", "subject", "10.0.0.0/8");
        assertEquals(303, post("/admin/limits", cookie, remove).statusCode());
        assertTrue(page("/admin/limits", cookie).select("#own tbody tr").isEmpty());
    }

    @Test
    void accountIsGrantedASenderAndTheAuditHasIt() throws Exception {
        var cookie = logIn("alice");
        var csrf = csrf(cookie);
        var bob = "/admin/users/bob@localhost";
        assertEquals(
                303,
                post(bob, cookie, Map.of("csrf", csrf, "do", "grant", "sender", "*@shop.example"))
                        .statusCode());
        assertEquals(
                303,
                post(bob, cookie, Map.of("csrf", csrf, "do", "password", "password", "secret-bob"))
                        .statusCode());
        assertEquals(
                403, post(bob, cookie, Map.of("csrf", "x", "do", "disable")).statusCode());

        var user = page(bob, cookie);
        assertEquals("*@shop.example", user.expectFirst("#senders .cell-strong").text());
        assertTrue(user.text().contains("credits"), user.text());
        var own = page("/admin/users/alice@localhost", cookie);
        assertFalse(own.select("#sessions tbody tr").isEmpty(), "alice is logged in");
        var audit = page("/admin/audit?q=BOB@localhost", cookie).select("tbody tr");
        assertEquals(2, audit.size(), "what was refused is not there");
        assertTrue(
                audit.getLast().text().endsWith("alice@localhost 127.0.0.1 " + bob + " grant sender=*@shop.example"),
                audit.text());
        assertFalse(audit.text().contains("secret"), "secrets are left out");
        assertEquals(404, get("/admin/audit", logIn("bob")).statusCode());
        for (var change :
                List.of("UPDATE audit_entry SET who = 'nobody'", "DELETE FROM audit_entry", "TRUNCATE audit_entry")) {
            var refused = assertThrows(RuntimeException.class, () -> database.update(change));
            assertTrue(String.valueOf(refused.getMessage()).contains("append-only"), change);
        }
    }

    @Test
    void aDomainRefusesForgeriesAndIsForMembers() throws Exception {
        var cookie = logIn("alice");
        var csrf = csrf(cookie);
        var here = "/admin/domains/localhost";
        assertEquals("junk", chosen(page(here, cookie), "forgeries"));
        var refuse = Map.of("csrf", csrf, "do", "rules", "forgeries", "refuse");
        assertEquals(303, post(here, cookie, refuse).statusCode());
        assertEquals("refuse", chosen(page(here, cookie), "forgeries"));
        var members = Map.of("csrf", csrf, "do", "access", "access", "members");
        assertEquals(303, post(here, cookie, members).statusCode());
        assertEquals("members", chosen(page(here, cookie), "access"));
    }

    private static String chosen(Document page, String name) {
        return page.expectFirst("select[name=" + name + "] option[selected]").val();
    }

    private String csrf(String cookie) throws IOException, InterruptedException {
        return page("/admin", cookie).expectFirst("meta[name=csrf-token]").attr("content");
    }

    private String logIn(String name) throws IOException, InterruptedException {
        var answer = post("/login", "", Map.of("login", name, "password", "secret-" + name));
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    private Document page(String path, String cookie) throws IOException, InterruptedException {
        var answer = get(path, cookie);
        assertEquals(200, answer.statusCode(), path);
        return Jsoup.parse(answer.body());
    }

    private HttpResponse<String> get(String path, String cookie) throws IOException, InterruptedException {
        return http.send(request(path, cookie).GET().build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String cookie, Map<String, String> fields)
            throws IOException, InterruptedException {
        var body = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return http.send(
                request(path, cookie)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path, String cookie) {
        var request = HttpRequest.newBuilder(URI.create(gateway.url() + path)).timeout(Duration.ofSeconds(90));
        return cookie.isEmpty() ? request : request.header("Cookie", cookie);
    }
}
