package org.posthorn.delivery.transport;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.posthorn.mailauth.dns.TlsaRecord;

/// Checks a server's certificates against its zone (RFC 7672 §3). A record of usage 3 names the server's
/// own certificate, whatever stands in it; one of usage 2 a certificate of the chain, from which on the
/// chain and the server's name must be valid.
///
/// @param records usable ones, at least one
/// @param names that the certificate may be for: the exchanger, and the domain of the mail (RFC 7672
/// §3.2.2)
public record Dane(List<TlsaRecord> records, List<String> names) {
    private static final int END_ENTITY = 3;

    /// The certificates fit one of the records.
    ///
    /// @param chain the server's own certificate first
    boolean accepts(List<X509Certificate> chain) {
        return records.stream().anyMatch(record -> fits(record, chain));
    }

    private boolean fits(TlsaRecord record, List<X509Certificate> chain) {
        if (record.usage() == END_ENTITY) {
            return matches(record, chain.getFirst());
        }
        for (var i = 0; i < chain.size(); i++) {
            if (matches(record, chain.get(i))) {
                return isForOurNames(chain.getFirst()) && isValidBelow(chain, i);
            }
        }
        return false;
    }

    private static boolean matches(TlsaRecord record, X509Certificate certificate) {
        try {
            var subject = record.selector() == 0
                    ? certificate.getEncoded()
                    : certificate.getPublicKey().getEncoded();
            var association = switch (record.matching()) {
                case 1 -> MessageDigest.getInstance("SHA-256").digest(subject);
                case 2 -> MessageDigest.getInstance("SHA-512").digest(subject);
                default -> subject;
            };
            return MessageDigest.isEqual(association, HexFormat.of().parseHex(record.data()));
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            return false;
        }
    }

    private static boolean isValidBelow(List<X509Certificate> chain, int anchor) {
        try {
            if (anchor == 0) {
                chain.getFirst().checkValidity();
                return true;
            }
            var path = CertificateFactory.getInstance("X.509").generateCertPath(chain.subList(0, anchor));
            var parameters = new PKIXParameters(Set.of(new TrustAnchor(chain.get(anchor), null)));
            parameters.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX").validate(path, parameters);
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private boolean isForOurNames(X509Certificate certificate) {
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            return alternatives != null
                    && alternatives.stream()
                            .filter(each -> Integer.valueOf(2).equals(each.getFirst()))
                            .map(each -> String.valueOf(each.get(1)).toLowerCase(Locale.ROOT))
                            .anyMatch(pattern -> names.stream().anyMatch(name -> isNamed(pattern, name)));
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    /// A wildcard stands for the whole leftmost label (RFC 6125 §6.4.3).
    private static boolean isNamed(String pattern, String name) {
        if (!pattern.startsWith("*.")) {
            return pattern.equals(name);
        }
        int dot = name.indexOf('.');
        return dot > 0 && name.substring(dot).equals(pattern.substring(1));
    }
}
