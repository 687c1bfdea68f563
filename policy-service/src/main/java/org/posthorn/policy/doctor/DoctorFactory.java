package org.posthorn.policy.doctor;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.posthorn.mailauth.dns.DnsJavaResolver;
import org.posthorn.mailauth.dns.DnsSettings;
import org.posthorn.runtime.settings.ResolverSettings;
import org.posthorn.runtime.settings.Settings;

/// What the doctor is made of.
@Factory
final class DoctorFactory {
    /// An operator who has just published a record wants it seen.
    private static final Duration FRESH = Duration.ofSeconds(10);

    @Singleton
    DomainDoctor doctor(Settings settings) {
        var dns = settings.get(ResolverSettings.class);
        var usual = DnsSettings.of(dns.servers(), dns.timeout(), dns.tries(), 100, dns.trustAuthenticated());
        return new DomainDoctor(new DnsJavaResolver(usual.forgettingAfter(FRESH)));
    }
}
