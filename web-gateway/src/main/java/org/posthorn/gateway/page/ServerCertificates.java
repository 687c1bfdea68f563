package org.posthorn.gateway.page;

import io.micronaut.http.server.netty.ssl.ServerSslBuilder;
import io.micronaut.http.ssl.ServerSslConfiguration;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// Hands the HTTP server the TLS context of the mail ports: the configured certificate, read again when its files
/// change,
/// or the self-signed one of the first start.
public final class ServerCertificates implements ServerSslBuilder {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final SSLContext context;
    private final ServerSslConfiguration configuration;

    public ServerCertificates(SSLContext context, ServerSslConfiguration configuration) {
        this.context = context;
        this.configuration = configuration;
    }

    @Override
    public ServerSslConfiguration getSslConfiguration() {
        return configuration;
    }

    @Override
    public Optional<SslContext> build() {
        return Optional.of(new JdkSslContext(
                context,
                false,
                null,
                IdentityCipherSuiteFilter.INSTANCE,
                ApplicationProtocolConfig.DISABLED,
                ClientAuth.NONE,
                PROTOCOLS.clone(),
                false));
    }
}
