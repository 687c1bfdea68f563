package org.posthorn.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.posthorn.events.EventJson;
import org.posthorn.events.api.AccountApi;
import org.posthorn.events.api.CreditApi;
import org.posthorn.events.api.MailApi;
import org.posthorn.events.api.Page;
import org.posthorn.events.api.PolicyApi;
import org.posthorn.events.api.Problem;
import org.posthorn.events.api.QuarantineApi;
import org.posthorn.events.api.QueueApi;
import org.posthorn.events.api.RulesApi;
import org.posthorn.events.api.SuppressionApi;

/// The internal HTTP APIs of mailbox-service, policy-service and delivery-worker on one port, over a
/// [FakeMailbox].
public final class FakeServices implements AutoCloseable {
    private final HttpServer server;
    private final FakeMailbox mailbox;
    final FakeQuarantine quarantine = new FakeQuarantine();
    private final Map<String, Boolean> rejecting = new ConcurrentHashMap<>();
    private final FakeCredits credits = new FakeCredits();
    private final FakeLists lists = new FakeLists();

    FakeServices(FakeMailbox mailbox) {
        this.mailbox = mailbox;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/internal/v1/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /// An error answer.
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
        final int status;

        Refused(int status, String sentence) {
            super(sentence);
            this.status = status;
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body;
            int status = 200;
            try {
                var answer = route(exchange);
                body = answer instanceof byte[] octets ? octets : EventJson.MAPPER.writeValueAsBytes(answer);
            } catch (Refused e) {
                status = e.status;
                body = EventJson.MAPPER.writeValueAsBytes(
                        new Problem(status, "Refused", String.valueOf(e.getMessage())));
            }
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (RuntimeException e) {
            e.printStackTrace();
            throw e;
        }
    }

    private Object route(HttpExchange exchange) throws IOException {
        var path = Arrays.asList(exchange.getRequestURI()
                .getPath()
                .substring("/internal/v1/".length())
                .split("/"));
        return switch (path.getFirst()) {
            case "authenticate" -> mailbox.authenticate(read(exchange, AccountApi.Authenticate.class));
            case "accounts" ->
                path.size() > 2 && path.get(2).equals("senders")
                        ? mailbox.senders(exchange.getRequestMethod(), path.subList(3, path.size()))
                        : path.size() > 2 && !path.get(2).equals("quota")
                                ? mail(exchange, Long.parseLong(path.get(1)), path.subList(2, path.size()))
                                : accounts(exchange, path);
            case "domains" -> domains(exchange, path);
            case "aliases" -> aliases(exchange, path);
            case "dkim" -> dkim(exchange);
            case "queue" -> queue(exchange, path);
            case "quarantine" -> quarantine(exchange, path.subList(1, path.size()));
            case "credits" -> credits(exchange, path.subList(1, path.size()));
            case "rules" -> rules(exchange, path.getLast());
            case "limits" -> lists.limits(exchange.getRequestMethod(), query(exchange), exchange.getRequestBody());
            case "lists" -> lists.answer(exchange.getRequestMethod(), path, query(exchange), exchange.getRequestBody());
            case "suppressions" ->
                new Page<>(
                        List.of(new SuppressionApi.Suppression(
                                "*",
                                "gone@ex.org",
                                "hard-bounce",
                                "550 User unknown",
                                "delivery-worker",
                                Instant.parse("2026-03-01T12:00:00Z"),
                                Optional.empty())),
                        Optional.empty());
            default -> throw new Refused(404, "no such path");
        };
    }

    private Object accounts(HttpExchange exchange, List<String> path) throws IOException {
        return switch (exchange.getRequestMethod()) {
            case "POST" -> mailbox.add(read(exchange, AccountApi.NewAccount.class));
            case "PATCH" -> mailbox.change(path.get(1), read(exchange, AccountApi.AccountChange.class));
            case "DELETE" -> mailbox.delete(path.get(1));
            default ->
                path.size() == 3
                        ? mailbox.quota(path.get(1))
                        : path.size() == 2
                                ? mailbox.account(path.get(1))
                                : new Page<>(List.copyOf(mailbox.accounts.values()), Optional.empty());
        };
    }

    private Object domains(HttpExchange exchange, List<String> path) throws IOException {
        return switch (exchange.getRequestMethod()) {
            case "PATCH" -> mailbox.change(path.get(1), read(exchange, AccountApi.DomainChange.class));
            case "POST" -> mailbox.addDomain(read(exchange, AccountApi.NewDomain.class));
            case "DELETE" -> mailbox.deleteDomain(path.get(1));
            default -> List.copyOf(mailbox.domains.values());
        };
    }

    private Object aliases(HttpExchange exchange, List<String> path) throws IOException {
        return switch (exchange.getRequestMethod()) {
            case "PUT" -> mailbox.putAlias(read(exchange, AccountApi.Alias.class));
            case "DELETE" -> mailbox.deleteAlias(path.get(1));
            default -> List.copyOf(mailbox.aliases.values());
        };
    }

    private Object dkim(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("POST")) {
            return mailbox.generate(read(exchange, PolicyApi.NewDkimKey.class));
        }
        var domain = query(exchange).get("domain");
        return mailbox.keys.stream().filter(key -> key.domain().equals(domain)).toList();
    }

    private Object quarantine(HttpExchange exchange, List<String> path) throws IOException {
        return exchange.getRequestMethod().equals("POST")
                ? quarantine.post(path, read(exchange, QuarantineApi.Order.class))
                : quarantine.get(path, query(exchange));
    }

    private Object credits(HttpExchange exchange, List<String> path) throws IOException {
        return exchange.getRequestMethod().equals("POST")
                ? credits.post(path, read(exchange, CreditApi.Order.class))
                : credits.get(path, query(exchange));
    }

    private Object rules(HttpExchange exchange, String domain) throws IOException {
        if (exchange.getRequestMethod().equals("PUT")) {
            rejecting.put(domain, read(exchange, RulesApi.NewRules.class).rejectInSession());
        }
        var rejects = rejecting.get(domain);
        if (rejects == null) {
            throw new Refused(404, domain + " has no rules of its own.");
        }
        return new RulesApi.Rules(domain, rejects, "alice@localhost", Instant.parse("2026-03-01T12:00:00Z"));
    }

    private Object queue(HttpExchange exchange, List<String> path) throws IOException {
        if (path.size() > 1 && path.get(1).equals("groups")) {
            return List.of(new QueueApi.Group("mx.ex.org", 2, Optional.empty(), Optional.empty()));
        }
        if (path.size() > 1 && path.get(1).equals("jobs")) {
            var now = Instant.parse("2026-03-01T12:00:00Z");
            return new QueueApi.Job(7, "hold", "all", "admin", now, 2, 2, Optional.of(now), Optional.empty());
        }
        if (exchange.getRequestMethod().equals("POST")) {
            mailbox.queueActions.add(
                    path.get(1) + " " + read(exchange, QueueApi.Selection.class).messages());
            return new QueueApi.Changed(1);
        }
        return path.size() > 1
                ? new QueueApi.Summary(1, 1, 0, 0, Optional.empty())
                : new Page<>(List.copyOf(mailbox.queue), Optional.empty());
    }

    private Object mail(HttpExchange exchange, long account, List<String> path) throws IOException {
        var query = query(exchange);
        var what = String.join("/", path);
        if (what.equals("folders")) {
            return exchange.getRequestMethod().equals("POST")
                    ? mailbox.createFolder(
                            account, read(exchange, MailApi.NewFolder.class).name())
                    : mailbox.folders(account);
        }
        if (path.size() == 2 && path.getFirst().equals("folders")) {
            long folder = Long.parseLong(path.get(1));
            return exchange.getRequestMethod().equals("DELETE")
                    ? mailbox.deleteFolder(account, folder)
                    : mailbox.renameFolder(
                            account,
                            folder,
                            read(exchange, MailApi.NewFolder.class).name());
        }
        if (path.getFirst().equals("folders")) {
            return exchange.getRequestMethod().equals("POST")
                    ? mailbox.append(account, exchange.getRequestBody().readAllBytes(), query.get("replaces"))
                    : list(mailbox.listing(account), path, query);
        }
        if (what.equals("search")) {
            return mailbox.listing(account).search(query);
        }
        if (path.getFirst().equals("threads")) {
            return mailbox.thread(account, Long.parseLong(path.get(1)), query.getOrDefault("around", "nothing"));
        }
        return switch (what) {
            case "messages/flags" -> mailbox.flag(account, read(exchange, MailApi.FlagChange.class));
            case "messages/move" -> mailbox.move(account, read(exchange, MailApi.Move.class));
            case "messages/expunge" -> mailbox.expunge(account, read(exchange, MailApi.Expunge.class));
            default -> message(account, path);
        };
    }

    private static Object list(FakeListing listing, List<String> path, Map<String, String> query) {
        long folder = FakeMailbox.folder(path.get(1));
        return switch (path.get(2)) {
            case "conversations" -> listing.conversations(folder, query);
            case "ids" -> listing.ids(folder, query);
            default -> listing.messages(folder, query);
        };
    }

    private Object message(long account, List<String> path) {
        var message = mailbox.message(account, Long.parseLong(path.get(1)));
        if (path.size() == 2) {
            return message.view();
        }
        if (path.get(2).equals("raw")) {
            return "Subject: raw\r\n\r\nraw".getBytes(StandardCharsets.UTF_8);
        }
        var part = message.parts().get(path.get(3));
        if (part == null) {
            throw new Refused(404, "no such part");
        }
        return part;
    }

    private static Map<String, String> query(HttpExchange exchange) {
        var query = new HashMap<String, String>();
        var text = exchange.getRequestURI().getQuery();
        if (text != null) {
            for (var pair : text.split("&")) {
                query.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
            }
        }
        return query;
    }

    private static <T> T read(HttpExchange exchange, Class<T> type) throws IOException {
        return EventJson.MAPPER.readValue(exchange.getRequestBody().readAllBytes(), type);
    }
}
