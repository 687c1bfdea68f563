package org.posthorn.gateway.compose;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.events.api.MailApi.Address;
import org.posthorn.events.api.MailApi.MessageRow;
import org.posthorn.gateway.client.MailClient;
import org.posthorn.gateway.login.Session;
import org.posthorn.gateway.page.OneLine;
import org.posthorn.runtime.http.ServiceError;

/// Whom somebody may mean who types the beginning of a name or an address: those who wrote to the account, the most
/// frequent first. What it knows is the mail itself: there is no book to keep.
@Controller
@ExecuteOn(TaskExecutors.VIRTUAL)
final class PeopleController {
    private static final int LONGEST = 60;
    private static final int LOOKED_AT = 100;
    private static final int MOST = 8;

    private final MailClient mail;

    PeopleController(MailClient mail) {
        this.mail = mail;
    }

    /// @param written as it goes into the field
    record Suggestion(String name, String address, String written) {}

    @Get("/compose/people")
    List<Suggestion> people(HttpRequest<?> request, @QueryValue("q") String typed) {
        var session = Session.of(request);
        var words = typed.replace('"', ' ').strip();
        if (words.length() < 2 || words.length() > LONGEST) {
            return List.of();
        }
        return suggestions(session, found(session, words));
    }

    private List<MessageRow> found(Session session, String words) {
        try {
            return mail.search(session.account(), "from:\"" + words + "\"", Optional.empty(), LOOKED_AT)
                    .items();
        } catch (ServiceError.Refused e) {
            // what was typed is no query; it may yet become an address
            return List.of();
        }
    }

    static List<Suggestion> suggestions(Session session, List<MessageRow> rows) {
        var newest = new LinkedHashMap<String, MessageRow>();
        var letters = new HashMap<String, Integer>();
        for (var row : rows) {
            var address = row.fromAddress().toLowerCase(Locale.ROOT);
            if (address.contains("@") && !session.owns(address)) {
                newest.putIfAbsent(address, row);
                letters.merge(address, 1, Integer::sum);
            }
        }
        return newest.entrySet().stream()
                .sorted(Comparator.comparingInt(entry -> -letters.getOrDefault(entry.getKey(), 0)))
                .limit(MOST)
                .map(entry -> suggestion(entry.getValue()))
                .toList();
    }

    private static Suggestion suggestion(MessageRow row) {
        var name = row.from().equals(row.fromAddress()) ? "" : OneLine.of(row.from());
        return new Suggestion(name, row.fromAddress(), Prefill.written(new Address(name, row.fromAddress())));
    }
}
