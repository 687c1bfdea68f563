package org.posthorn.mailauth.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.mailauth.dkim.ArcResult;
import org.posthorn.mailauth.dkim.DkimResult;
import org.posthorn.mailauth.dmarc.DmarcResult;
import org.posthorn.mailauth.spf.SpfResult;

/// The `Authentication-Results` field (RFC 8601): written by us, and recognised where somebody else
/// wrote it in our name.
public final class AuthenticationResults {
    /// The field's name.
    public static final String NAME = "Authentication-Results";

    private static final int LONGEST_REASON = 200;

    private AuthenticationResults() {}

    /// The value: our name, then one result a line.
    ///
    /// @param authservId who vouches for it: the host name that our users trust (§2.5)
    public static String value(String authservId, Evidence evidence) {
        List<String> results = new ArrayList<>();
        results.add(authservId);
        results.add(spf(evidence.mailFrom()));
        if (evidence.helo().status() != SpfResult.Status.NONE && !sameAsMailFrom(evidence)) {
            results.add(spf(evidence.helo()));
        }
        if (evidence.signatures().isEmpty()) {
            results.add("dkim=none");
        }
        evidence.signatures().forEach(signature -> results.add(dkim(signature)));
        results.add(dmarc(evidence.dmarc()));
        if (evidence.arc().status() != ArcResult.Status.NONE) {
            results.add(arc(evidence.arc()));
        }
        results.add(iprev(evidence.iprev()));
        return String.join(";\r\n\t", results);
    }

    /// The whole field with its line end.
    public static String field(String authservId, Evidence evidence) {
        return NAME + ": " + value(authservId, evidence) + "\r\n";
    }

    private static boolean sameAsMailFrom(Evidence evidence) {
        return evidence.helo().domain().equalsIgnoreCase(evidence.mailFrom().domain());
    }

    private static String spf(SpfResult result) {
        var property = result.identity() == SpfResult.Identity.HELO ? " smtp.helo=" : " smtp.mailfrom=";
        var reason = result.problem().or(result::explanation);
        return "spf=" + Evidence.lower(result.status()) + comment(reason) + property(property, result.domain());
    }

    private static String dkim(DkimResult result) {
        return "dkim=" + Evidence.lower(result.status())
                + comment(result.reason().or(() -> limits(result)))
                + property(" header.d=", result.domain())
                + property(" header.s=", result.selector())
                + property(" header.a=", result.algorithm())
                + property(" header.b=", result.signatureStart());
    }

    /// What weakens a signature that passes (RFC 6376 §3.6.1, §8.2).
    private static Optional<String> limits(DkimResult result) {
        if (result.testing()) {
            return Optional.of("the signer is testing");
        }
        return result.wholeBody() ? Optional.empty() : Optional.of("the end of the body is not signed");
    }

    private static String dmarc(DmarcResult result) {
        var asked = result.record().map(_ -> "p=" + Evidence.lower(result.requested()));
        var words = asked.map(policy ->
                        result.reason().map(reason -> policy + "; " + reason).orElse(policy))
                .or(result::reason);
        return "dmarc=" + Evidence.lower(result.status()) + comment(words)
                + property(" header.from=", result.authorDomain());
    }

    private static String arc(ArcResult result) {
        return "arc=" + Evidence.lower(result.status()) + comment(result.reason())
                + result.sealedBy().map(by -> property(" arc.chain=", by)).orElse("");
    }

    private static String iprev(IprevResult result) {
        return "iprev=" + Evidence.lower(result.status()) + comment(result.name()) + " policy.iprev="
                + quoted(result.address().getHostAddress());
    }

    private static String property(String name, String value) {
        return value.isEmpty() ? "" : name + quoted(value);
    }

    /// A token as it is, anything else in quotes (RFC 2045 §5.1). What names and selectors never have is
    /// left out, so that nothing in it looks like a result to a careless reader.
    private static String quoted(String value) {
        var clean = new StringBuilder();
        var token = true;
        for (var i = 0; i < Math.min(value.length(), LONGEST_REASON); i++) {
            var c = value.charAt(i);
            if (Character.isLetterOrDigit(c) || "-._+~@/=:[]".indexOf(c) >= 0) {
                clean.append(c);
                token &= c < 0x7f && "@/=:[]".indexOf(c) < 0;
            }
        }
        return token && !clean.isEmpty() ? clean.toString() : "\"" + clean + "\"";
    }

    /// A stranger's words must not end the comment or the line.
    private static String comment(Optional<String> text) {
        if (text.isEmpty()) {
            return "";
        }
        var clean = new StringBuilder(" (");
        for (var i = 0; i < Math.min(text.get().length(), LONGEST_REASON); i++) {
            var c = text.get().charAt(i);
            clean.append(c < ' ' || c == 0x7f || "()\\".indexOf(c) >= 0 ? ' ' : c);
        }
        return clean.append(')').toString();
    }

    /// Whether a field with this value claims to be ours (§5): the first word after comments, as token
    /// or quoted string, in any case of letters.
    public static boolean claims(String value, String authservId) {
        var at = 0;
        var depth = 0;
        while (at < value.length()
                && (depth > 0 || value.charAt(at) == '(' || Character.isWhitespace(value.charAt(at)))) {
            switch (value.charAt(at)) {
                case '\\' -> at++;
                case '(' -> depth++;
                case ')' -> depth--;
                default -> {
                    // white space, or a comment's text
                }
            }
            at++;
        }
        var id = new StringBuilder();
        var quotes = at < value.length() && value.charAt(at) == '"';
        for (at += quotes ? 1 : 0; at < value.length() && !endsId(value.charAt(at), quotes); at++) {
            if (value.charAt(at) != '\\') {
                id.append(value.charAt(at));
            }
        }
        return id.toString().strip().equalsIgnoreCase(authservId);
    }

    private static boolean endsId(char c, boolean quotes) {
        return quotes ? c == '"' : c == ';' || c == '(' || Character.isWhitespace(c);
    }
}
