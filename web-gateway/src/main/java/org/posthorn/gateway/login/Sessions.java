package org.posthorn.gateway.login;

import io.micronaut.http.HttpRequest;
import java.util.Optional;
import org.posthorn.events.api.AccountApi.Authenticated;
import org.posthorn.gateway.GatewaySettings;
import org.posthorn.gateway.client.Directory;

/// Begins, finds and ends sessions of requests. A session lasts only as long as the directory says that its account
/// is enabled; its role is the directory's, not that of the moment of login.
public final class Sessions {
    private final SessionStore store;
    private final Directory directory;
    private final GatewaySettings settings;
    private final RequestOrigin origin;

    public Sessions(SessionStore store, Directory directory, GatewaySettings settings) {
        this.store = store;
        this.directory = directory;
        this.settings = settings;
        this.origin = new RequestOrigin(settings.trustedProxies());
    }

    Optional<Session> find(HttpRequest<?> request) {
        return SessionCookie.read(request, origin.isSecure(request))
                .filter(secret -> !secret.isEmpty())
                .flatMap(store::find)
                .flatMap(this::asOfNow);
    }

    private Optional<Session> asOfNow(Session session) {
        if (!directory.isLoaded()) {
            return Optional.of(session);
        }
        return directory
                .account(session.account())
                .filter(facts -> facts.enabled())
                .map(facts -> new Session(
                        session.account(), facts.primaryAddress(), facts.addresses(), facts.role(), session.csrf()));
    }

    /// Whether a password may travel on this connection.
    boolean mayLogIn(HttpRequest<?> request) {
        return settings.insecureHttp() || origin.isSecure(request) || origin.isLoopback(request);
    }

    String clientIp(HttpRequest<?> request) {
        return origin.clientIp(request);
    }

    /// Begins a session, ending the one before; the answer is the value of Set-Cookie.
    String begin(HttpRequest<?> request, Authenticated who) {
        boolean secure = origin.isSecure(request);
        SessionCookie.read(request, secure).ifPresent(store::close);
        var agent = request.getHeaders().get("User-Agent");
        return SessionCookie.set(store.open(who, clientIp(request), agent == null ? "" : agent), secure);
    }

    /// Ends the session; the answer is the value of Set-Cookie.
    String end(HttpRequest<?> request) {
        boolean secure = origin.isSecure(request);
        SessionCookie.read(request, secure).ifPresent(store::close);
        return SessionCookie.clear(secure);
    }
}
