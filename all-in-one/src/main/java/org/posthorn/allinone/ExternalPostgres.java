package org.posthorn.allinone;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.posthorn.embedded.CannotStart;

/// A database elsewhere, as `--postgres=postgres://USER:PASSWORD@HOST:PORT/DATABASE` names it.
record ExternalPostgres(String url, String user, String password) {
    static ExternalPostgres parse(String text) {
        try {
            var uri = new URI(text.startsWith("jdbc:") ? text.substring("jdbc:".length()) : text);
            var userInfo = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
            var colon = userInfo.indexOf(':');
            if (uri.getHost() == null || colon < 0 || uri.getPath().length() < 2) {
                throw malformed();
            }
            var port = uri.getPort() < 0 ? 5432 : uri.getPort();
            var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            return new ExternalPostgres(
                    "jdbc:postgresql://" + uri.getHost() + ":" + port + uri.getPath() + query,
                    decode(userInfo.substring(0, colon)),
                    decode(userInfo.substring(colon + 1)));
        } catch (URISyntaxException e) {
            throw malformed();
        }
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static CannotStart malformed() {
        return new CannotStart(
                CannotStart.Reason.BAD_OPTION, "--postgres needs postgres://USER:PASSWORD@HOST:PORT/DATABASE.");
    }
}
