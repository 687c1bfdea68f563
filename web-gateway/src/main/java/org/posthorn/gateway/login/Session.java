package org.posthorn.gateway.login;

import io.micronaut.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import org.posthorn.events.AccountId;
import org.posthorn.events.DirectoryEntry.Role;
import org.posthorn.gateway.page.Shell;
import org.posthorn.gateway.page.Viewer;

/// Who is logged in, as the request's session says.
///
/// @param csrf what every form of the session carries
public record Session(AccountId account, String address, List<String> addresses, Role role, String csrf) {
    static final String ATTRIBUTE = "posthorn.session";

    /// The session of a request that passed [SessionFilter].
    public static Session of(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, Session.class)
                .orElseThrow(() -> new IllegalStateException("a page without a session: " + request.getPath()));
    }

    public boolean admin() {
        return role == Role.ADMIN;
    }

    /// Whether it is an address of the account.
    public boolean owns(String other) {
        return address.equalsIgnoreCase(other) || addresses.contains(other.toLowerCase(Locale.ROOT));
    }

    /// The domain that a bare name gets: that of the account's own address.
    public String domain() {
        return address.substring(address.lastIndexOf('@') + 1);
    }

    /// What surrounds a page of this session.
    public Shell shell(HttpRequest<?> request, String title, String section) {
        return new Shell(
                title,
                section,
                java.util.Optional.of(new Viewer(address, admin(), csrf)),
                Preferences.theme(request),
                Preferences.density(request),
                request.getParameters().getFirst("q").orElse(""));
    }
}
