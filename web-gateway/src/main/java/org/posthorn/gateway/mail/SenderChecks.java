package org.posthorn.gateway.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reads the results of sender authentication out of Authentication-Results fields (RFC 8601 §2.2) for the line under
/// the author's name. Only fields that our own servers wrote reach here: mailbox-service leaves strangers' out.
final class SenderChecks {
    private static final List<String> METHODS = List.of("spf", "dkim", "dmarc");

    private SenderChecks() {}

    static List<Reader.Check> of(List<String> fields) {
        var checks = new ArrayList<Reader.Check>();
        for (var method : METHODS) {
            for (var field : fields) {
                int at = field.toLowerCase(Locale.ROOT).indexOf(method + "=");
                if (at >= 0 && (at == 0 || !Character.isLetterOrDigit(field.charAt(at - 1)))) {
                    checks.add(check(method, field.substring(at + method.length() + 1)));
                    break;
                }
            }
        }
        return checks;
    }

    private static Reader.Check check(String method, String rest) {
        int end = 0;
        while (end < rest.length() && Character.isLetter(rest.charAt(end))) {
            end++;
        }
        var result = rest.substring(0, end).toLowerCase(Locale.ROOT);
        return new Reader.Check(method.toUpperCase(Locale.ROOT), result, result.equals("pass"), result.equals("fail"));
    }
}
