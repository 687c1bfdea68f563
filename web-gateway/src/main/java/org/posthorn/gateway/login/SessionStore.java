package org.posthorn.gateway.login;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.DirectoryEntry.Role;
import org.posthorn.events.api.AccountApi.Authenticated;
import org.posthorn.gateway.GatewaySettings;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Row;

/// Sessions in PostgreSQL. The cookie's value is a secret that only the browser has: the table keeps its hash.
public final class SessionStore {
    private static final String OPEN = """
        INSERT INTO session (key, account, address, addresses, role, csrf, client_ip, user_agent, created_at, seen_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;
    private static final String FIND = """
        SELECT account, address, addresses, role, csrf, seen_at FROM session
         WHERE key = ? AND seen_at > ? AND created_at > ?
        """;
    private static final String TOUCH = "UPDATE session SET seen_at = ? WHERE key = ?";
    private static final String CLOSE = "DELETE FROM session WHERE key = ?";
    private static final String CLOSE_ALL = "DELETE FROM session WHERE account = ?";
    private static final String LIST = """
        SELECT encode(key, 'hex') AS name, key = ? AS current, client_ip, user_agent, created_at, seen_at FROM session
         WHERE account = ? AND seen_at > ? AND created_at > ? ORDER BY current DESC, seen_at DESC LIMIT 100
        """;
    private static final String CLOSE_NAMED = "DELETE FROM session WHERE account = ? AND encode(key, 'hex') = ?";
    private static final String CLOSE_OTHERS = "DELETE FROM session WHERE account = ? AND key <> ?";
    private static final String SWEEP = "DELETE FROM session WHERE seen_at <= ? OR created_at <= ?";
    private static final Duration TOUCH_EVERY = Duration.ofMinutes(1);

    private final Database database;
    private final GatewaySettings settings;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    public SessionStore(Database database, GatewaySettings settings, InstantSource clock) {
        this.database = database;
        this.settings = settings;
        this.clock = clock;
    }

    /// Begins a session; the answer is the cookie's value.
    String open(Authenticated who, String clientIp, String userAgent) {
        var now = clock.instant();
        var secret = secret();
        database.update(SWEEP, now.minus(settings.sessionIdle()), now.minus(settings.sessionMax()));
        database.update(
                OPEN,
                key(secret),
                who.account(),
                who.address(),
                who.addresses(),
                who.role(),
                secret(),
                clientIp,
                userAgent.length() > 300 ? userAgent.substring(0, 300) : userAgent,
                now,
                now);
        return secret;
    }

    /// The session of a cookie, unless it was idle for too long or is too old.
    Optional<Session> find(String secret) {
        var now = clock.instant();
        var key = key(secret);
        var seen = database.queryOne(
                FIND, Seen::read, key, now.minus(settings.sessionIdle()), now.minus(settings.sessionMax()));
        seen.filter(found -> found.at().isBefore(now.minus(TOUCH_EVERY)))
                .ifPresent(_ -> database.update(TOUCH, now, key));
        return seen.map(Seen::session);
    }

    void close(String secret) {
        database.update(CLOSE, (Object) key(secret));
    }

    /// Ends every session of an account: its password changed, or it is no longer welcome.
    public void closeAll(AccountId account) {
        database.update(CLOSE_ALL, account);
    }

    /// The account's sessions, the one with this cookie first.
    List<OpenSession> list(AccountId account, String current) {
        var now = clock.instant();
        return database.query(
                LIST,
                row -> new OpenSession(
                        row.text("name"),
                        row.text("client_ip"),
                        row.text("user_agent"),
                        row.instant("created_at"),
                        row.instant("seen_at"),
                        row.flag("current")),
                key(current),
                account,
                now.minus(settings.sessionIdle()),
                now.minus(settings.sessionMax()));
    }

    /// The account's sessions as another one sees them.
    public List<OpenSession> list(AccountId account) {
        return list(account, "");
    }

    /// Ends one of the account's sessions.
    public void closeNamed(AccountId account, String name) {
        database.update(CLOSE_NAMED, account, name);
    }

    /// Ends the account's sessions but the one with this cookie.
    void closeOthers(AccountId account, String current) {
        database.update(CLOSE_OTHERS, account, key(current));
    }

    private String secret() {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] key(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Seen(Session session, Instant at) {
        static Seen read(Row row) throws SQLException {
            var session = new Session(
                    new AccountId(row.number("account")),
                    row.text("address"),
                    row.texts("addresses"),
                    row.constant("role", Role.class),
                    row.text("csrf"));
            return new Seen(session, row.instant("seen_at"));
        }
    }
}
