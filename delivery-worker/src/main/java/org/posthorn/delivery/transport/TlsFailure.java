package org.posthorn.delivery.transport;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;

/// Why a session had no TLS, or not the one that was asked for, or why nobody knew what to ask for; named as reports
/// name it (RFC 8460 §4.3).
public enum TlsFailure {
    STARTTLS_NOT_SUPPORTED,
    CERTIFICATE_HOST_MISMATCH,
    CERTIFICATE_EXPIRED,
    CERTIFICATE_NOT_TRUSTED,
    TLSA_INVALID,
    VALIDATION_FAILURE,
    /// The server of the policy did not hand it out.
    STS_POLICY_FETCH_ERROR,
    /// What it handed out is no policy.
    STS_POLICY_INVALID,
    /// Its certificate is not valid for its name.
    STS_WEBPKI_INVALID;

    /// As reports write it: `starttls-not-supported`.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// For people, where Java's own words are none.
    ///
    /// @param said the exception's words
    String words(String host, String said) {
        return switch (this) {
            case CERTIFICATE_EXPIRED -> "the certificate of " + host + " has expired, or is not valid yet";
            case CERTIFICATE_HOST_MISMATCH -> "the certificate is not for the name " + host;
            case CERTIFICATE_NOT_TRUSTED ->
                "the certificate of " + host + " comes from no authority that is known here";
            case STARTTLS_NOT_SUPPORTED,
                    TLSA_INVALID,
                    VALIDATION_FAILURE,
                    STS_POLICY_FETCH_ERROR,
                    STS_POLICY_INVALID,
                    STS_WEBPKI_INVALID -> said;
        };
    }

    /// What an exception of the handshake means.
    static TlsFailure of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
                return CERTIFICATE_EXPIRED;
            }
            var words = String.valueOf(cause.getMessage());
            if (words.contains("No subject alternative") || words.contains("No name matching")) {
                return CERTIFICATE_HOST_MISMATCH;
            }
            if (words.contains("PKIX path building failed") || words.contains("unable to find valid certification")) {
                return CERTIFICATE_NOT_TRUSTED;
            }
            if (words.equals(TlsUpgrade.NOT_OF_THE_ZONE)) {
                return TLSA_INVALID;
            }
        }
        return VALIDATION_FAILURE;
    }
}
