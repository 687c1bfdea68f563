package org.posthorn.gateway.page;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.util.List;
import java.util.Locale;
import org.posthorn.runtime.settings.MailSettings;
import org.posthorn.runtime.settings.Settings;

/// Serves our MTA-STS policy (RFC 8461 §3.2), the same for all our domains. A domain takes part when its
/// records `mta-sts` and `_mta-sts` exist. Mode `none` is served too: it is how a policy is taken back (RFC
/// 8461 §2.6).
@Controller
final class MtaStsController {
    private final String policy;

    MtaStsController(Settings settings) {
        var own = settings.get(MtaStsSettings.class);
        var exchangers = own.exchangers().isEmpty()
                ? List.of(settings.get(MailSettings.class).primaryHostname())
                : own.exchangers();
        var text = new StringBuilder("version: STSv1\r\nmode: ")
                .append(own.mode().name().toLowerCase(Locale.ROOT))
                .append("\r\n");
        exchangers.forEach(each -> text.append("mx: ").append(each).append("\r\n"));
        this.policy = text.append("max_age: ")
                .append(own.maxAge().toSeconds())
                .append("\r\n")
                .toString();
    }

    @Get("/.well-known/mta-sts.txt")
    HttpResponse<?> policy() {
        return HttpResponse.ok(policy).header("Content-Type", "text/plain; charset=utf-8");
    }
}
