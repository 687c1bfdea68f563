package org.posthorn.policy.signing;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import org.posthorn.mailauth.dns.DnsJavaResolver;
import org.posthorn.mailauth.dns.DnsSettings;
import org.posthorn.runtime.settings.MailSettings;
import org.posthorn.runtime.settings.ResolverSettings;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.Database;

/// What signing is made of.
@Factory
final class SigningFactory {
    /// An operator who has just published a record wants it seen.
    private static final Duration FRESH = Duration.ofSeconds(10);

    @Singleton
    DkimKeys keys(@Named("policy") Database database, Settings settings) {
        var mail = settings.get(MailSettings.class);
        var own = settings.get(DkimSettings.class);
        return DkimKeys.load(new DkimKeyStore(database, KeySeal.of(own)), own, mail.domain(), mail.selector());
    }

    @Singleton
    KeyRecordCheck check(Settings settings) {
        var dns = settings.get(ResolverSettings.class);
        var usual = DnsSettings.of(dns.servers(), dns.timeout(), dns.tries(), 100, dns.trustAuthenticated());
        return new KeyRecordCheck(new DnsJavaResolver(usual.forgettingAfter(FRESH)));
    }

    @Singleton
    KeyRotation rotation(DkimKeys keys, KeyRecordCheck check, Settings settings) {
        return new KeyRotation(keys, check, settings.get(DkimSettings.class), InstantSource.system());
    }
}
