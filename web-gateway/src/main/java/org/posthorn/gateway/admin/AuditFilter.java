package org.posthorn.gateway.admin;

import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Set;
import java.util.stream.Collectors;
import org.posthorn.events.api.AuditApi.NewEntry;
import org.posthorn.gateway.login.Forms;
import org.posthorn.gateway.login.Session;
import org.posthorn.gateway.login.Sessions;
import org.posthorn.gateway.page.Form;
import org.posthorn.runtime.LogText;
import org.posthorn.runtime.sql.DatabaseUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes down what administrators change: every form of the console that was carried out, whichever page it is of.
/// Fields
/// that hold secrets are left out.
@ServerFilter({"/admin", "/admin/**"})
final class AuditFilter {
    private static final Logger LOG = LoggerFactory.getLogger(AuditFilter.class);
    /// Forms that only look something up.
    private static final Set<String> READING = Set.of("find");

    private static final Set<String> UNTOLD = Set.of("csrf", "do", "confirm");

    private final AuditStore store;
    private final Sessions sessions;

    AuditFilter(AuditStore store, Sessions sessions) {
        this.store = store;
        this.sessions = sessions;
    }

    @ResponseFilter
    @ExecuteOn(TaskExecutors.VIRTUAL)
    void write(HttpRequest<?> request, HttpResponse<?> response) {
        boolean done = response.getStatus() == HttpStatus.SEE_OTHER || response.getStatus() == HttpStatus.OK;
        if (request.getMethod() == HttpMethod.POST && done) {
            Forms.of(request).ifPresent(form -> write(request, form));
        }
    }

    private void write(HttpRequest<?> request, Form form) {
        var session = Session.of(request);
        var action = form.text("do").isEmpty() ? "add" : form.text("do");
        if (READING.contains(action)) {
            return;
        }
        var place = request.getPath();
        try {
            store.add(new NewEntry(session.address(), sessions.clientIp(request), place, action, details(form)));
            LOG.info("admin-changed account={} page={} action={}", session.account(), page(place), LogText.of(action));
        } catch (DatabaseUnavailable e) {
            LOG.warn("admin-change-not-written account={} page={}", session.account(), page(place));
        }
    }

    /// The page without what it is about, which may be an address.
    private static String page(String place) {
        return place.split("/", 4)[2];
    }

    private static String details(Form form) {
        return form.names().stream()
                .filter(name -> !UNTOLD.contains(name) && !name.contains("password") && !name.contains("secret"))
                .filter(name -> !form.text(name).isBlank())
                .map(name -> name + "=" + String.join(", ", form.texts(name)))
                .collect(Collectors.joining("; "));
    }
}
