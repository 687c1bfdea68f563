package org.posthorn.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/// A client without JavaScript: it gets pages and sends their forms.
record PlainClient(HttpClient http, String url) {
    String logIn(String name) throws IOException, InterruptedException {
        var answer = post("/login", "", Map.of("login", name, "password", "secret-" + name));
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    static Map<String, String> fields(Document compose) {
        var fields = new HashMap<String, String>();
        for (var input : compose.select("#compose input[name], #compose textarea[name]")) {
            if (!input.attr("type").equals("file")) {
                fields.put(input.attr("name"), input.tagName().equals("textarea") ? input.wholeText() : input.val());
            }
        }
        return fields;
    }

    /// What the first form of a console page carries unseen.
    static Map<String, String> hidden(Document page) {
        var fields = new HashMap<String, String>();
        page.expectFirst("main form[method=post]")
                .select("input[type=hidden]")
                .forEach(input -> fields.put(input.attr("name"), input.val()));
        return fields;
    }

    Document page(String path, String cookie) throws IOException, InterruptedException {
        var answer = get(path, cookie);
        assertEquals(200, answer.statusCode(), path);
        return Jsoup.parse(answer.body());
    }

    /// The token of a session, which every form carries.
    String csrf(String cookie) throws IOException, InterruptedException {
        return page("/mail/inbox", cookie).expectFirst("meta[name=csrf-token]").attr("content");
    }

    HttpResponse<String> get(String path, String cookie) throws IOException, InterruptedException {
        return http.send(request(path, cookie).GET().build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String cookie, Map<String, String> fields)
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

    HttpRequest.Builder request(String path, String cookie) {
        var request = HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(90));
        return cookie.isEmpty() ? request : request.header("Cookie", cookie);
    }
}
