package org.posthorn.gateway.login;

import io.micronaut.http.HttpRequest;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.api.AccountApi.Authenticate;
import org.posthorn.events.api.AccountApi.Authenticated;
import org.posthorn.gateway.GatewaySettings;
import org.posthorn.gateway.client.AccountsClient;
import org.posthorn.gateway.client.Directory;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.http.ServiceError;

/// Begins, finds and ends sessions of requests. A session lasts only as long as the directory says that its account
/// is enabled; its role is the directory's, not that of the moment of login.
public final class Sessions {
    private final SessionStore store;
    private final AccountsClient accounts;
    private final LoginLimits limits;
    private final Directory directory;
    private final GatewaySettings settings;
    private final RequestOrigin origin;

    public Sessions(
            SessionStore store,
            Directory directory,
            AccountsClient accounts,
            LoginLimits limits,
            GatewaySettings settings) {
        this.accounts = accounts;
        this.limits = limits;
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

    /// Where a browser of another machine should come instead, encrypted; nothing when it is well where it is.
    Optional<String> encrypted(HttpRequest<?> request) {
        var host = Optional.ofNullable(request.getHeaders().get("Host"));
        if (mayLogIn(request) || host.isEmpty()) {
            return Optional.empty();
        }
        var name = host.get().replaceFirst(":[0-9]+$", "");
        return settings.httpsListen()
                .filter(_ -> name.matches("[A-Za-z0-9.-]+|\\[[0-9a-fA-F:.]+\\]"))
                .map(listen ->
                        "https://" + name + (listen.port() == 443 ? "" : ":" + listen.port()) + request.getUri());
    }

    /// Where a request comes from; behind a trusted proxy, the address that it names.
    public String clientIp(HttpRequest<?> request) {
        return origin.clientIp(request);
    }

    /// Begins a session, ending the one before; the answer is the value of Set-Cookie.
    String begin(HttpRequest<?> request, Authenticated who) {
        boolean secure = origin.isSecure(request);
        SessionCookie.read(request, secure).ifPresent(store::close);
        var agent = request.getHeaders().get("User-Agent");
        return SessionCookie.set(store.open(who, clientIp(request), agent == null ? "" : agent), secure);
    }

    /// The sessions of who asks.
    public List<OpenSession> open(HttpRequest<?> request) {
        return store.list(Session.of(request).account(), secret(request));
    }

    /// Ends one of them.
    public void end(HttpRequest<?> request, String name) {
        store.closeNamed(Session.of(request).account(), name);
    }

    /// Ends all of them but the one that asks.
    public void endOthers(HttpRequest<?> request) {
        store.closeOthers(Session.of(request).account(), secret(request));
    }

    private String secret(HttpRequest<?> request) {
        return SessionCookie.read(request, origin.isSecure(request)).orElse("");
    }

    /// Whether this is the password of who asks; guesses are limited as at the login.
    public boolean isPassword(HttpRequest<?> request, Session session, String password) {
        var ip = clientIp(request);
        if (!limits.allows(ip, session.address())) {
            throw Refusal.forbidden("Too many wrong passwords. Wait five minutes and try again.");
        }
        try {
            accounts.authenticate(new Authenticate(session.address(), password, "web", ip));
            limits.succeeded(session.address());
            return true;
        } catch (ServiceError.Refused e) {
            limits.failed(ip, session.address());
            return false;
        }
    }

    /// Ends the session; the answer is the value of Set-Cookie.
    String end(HttpRequest<?> request) {
        boolean secure = origin.isSecure(request);
        SessionCookie.read(request, secure).ifPresent(store::close);
        return SessionCookie.clear(secure);
    }
}
