package org.posthorn.events.api;

import java.util.List;

/// What is wrong with a domain as the world sees it: asked of policy-service, which has the signing keys.
public final class DoctorApi {
    private DoctorApi() {}

    /// How much it matters.
    public enum Severity {
        /// As it should be.
        GOOD,
        /// Could be better; mail flows.
        NOTE,
        /// Some mail is refused or filed as junk by others, or soon will be.
        WARNING,
        /// Mail does not flow, or is not believed.
        ERROR
    }

    /// One thing that was looked at.
    ///
    /// @param check its name, such as `spf-missing`; stable, for scripts
    /// @param seen what was seen, a sentence
    /// @param mend the record to publish or the command to give; empty when nothing is to be done
    public record Finding(String check, Severity severity, String seen, String mend) {
        /// Whether something is to be done.
        public boolean bad() {
            return severity == Severity.WARNING || severity == Severity.ERROR;
        }
    }

    /// `GET /internal/v1/doctor/{domain}?certificate=&key=` -> `DomainReport`. The two are the SHA-256 of the server's
    /// certificate and of its public key, in hexadecimal, when the caller has seen them: TLSA records are compared
    /// with them.
    ///
    /// @param findings in the order of the checks
    /// @param zone lines of a zone file that say what the DNS should have
    public record DomainReport(String domain, List<Finding> findings, List<String> zone) {}
}
