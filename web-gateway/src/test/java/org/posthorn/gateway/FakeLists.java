package org.posthorn.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.posthorn.events.EventJson;
import org.posthorn.events.api.LimitApi;
import org.posthorn.events.api.ListApi.Checked;
import org.posthorn.events.api.ListApi.Entry;
import org.posthorn.events.api.ListApi.NewEntry;
import org.posthorn.events.api.Page;

/// The lists and the limits of policy-service, in memory.
final class FakeLists {
    private final Map<String, Map<String, Entry>> lists =
            Map.of("blocklist", new ConcurrentSkipListMap<>(), "allowlist", new ConcurrentSkipListMap<>());

    private final Map<String, LimitApi.Own> own = new ConcurrentSkipListMap<>();

    Object limits(String method, Map<String, String> query, InputStream body) throws IOException {
        return switch (method) {
            case "PUT" -> {
                var wanted = EventJson.MAPPER.readValue(body.readAllBytes(), LimitApi.NewOwn.class);
                var put = new LimitApi.Own(wanted.subject(), wanted.limits(), wanted.by(), Instant.now());
                own.put(put.subject(), put);
                yield put;
            }
            case "DELETE" -> {
                own.remove(query.get("subject"));
                yield new byte[0];
            }
            default ->
                new LimitApi.Overview(
                        List.of(new LimitApi.Limit("connections-per-hour", 10, "limits.connections-per-hour")),
                        List.copyOf(own.values()),
                        List.of(new LimitApi.Talker("connections-per-hour", "192.0.2.1", 9, 10, Instant.now())));
        };
    }

    Object answer(String method, List<String> path, Map<String, String> query, InputStream body) throws IOException {
        if (path.get(1).equals("check")) {
            var found = Optional.ofNullable(
                    lists.getOrDefault("blocklist", Map.of()).get(query.get("sender")));
            return new Checked(found.isPresent(), found.stream().toList(), List.of());
        }
        var list = lists.get(path.get(1));
        if (list == null) {
            throw new FakeServices.Refused(404, "no such list");
        }
        return switch (method) {
            case "POST" -> {
                var wanted = EventJson.MAPPER.readValue(body.readAllBytes(), NewEntry.class);
                var entry = new Entry(
                        wanted.subject(),
                        "email",
                        wanted.includeSubdomains(),
                        wanted.reason(),
                        wanted.by(),
                        Instant.now(),
                        wanted.expires(),
                        0,
                        Optional.empty());
                list.put(entry.subject(), entry);
                yield entry;
            }
            case "DELETE" -> {
                list.remove(query.get("subject"));
                yield new byte[0];
            }
            default -> new Page<>(List.copyOf(list.values()), Optional.empty());
        };
    }
}
