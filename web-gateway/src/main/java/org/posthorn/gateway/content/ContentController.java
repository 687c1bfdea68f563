package org.posthorn.gateway.content;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.api.MailApi.MessageView;
import org.posthorn.gateway.GatewaySettings;
import org.posthorn.gateway.client.MailClient;
import org.posthorn.gateway.login.Session;
import org.posthorn.gateway.page.Answers;
import org.posthorn.gateway.page.FileName;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.http.ServiceError;

/// What strangers wrote, each under a policy of its own: the body as a sandboxed document, parts as downloads,
/// pictures by signed addresses.
@Controller
@ExecuteOn(TaskExecutors.VIRTUAL)
final class ContentController {
    static final String BODY_POLICY = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
            + "img-src 'self' data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; "
            + "frame-ancestors 'self'";
    static final String INERT_POLICY = "sandbox; default-src 'none'";

    private final MailClient mail;
    private final BodyDocument documents;
    private final PictureLinks links;
    private final PictureProxyClient proxy;
    private final GatewaySettings settings;

    ContentController(
            MailClient mail,
            BodyDocument documents,
            PictureLinks links,
            PictureProxyClient proxy,
            GatewaySettings settings) {
        this.mail = mail;
        this.documents = documents;
        this.links = links;
        this.proxy = proxy;
        this.settings = settings;
    }

    @Get("/m/{id}/body")
    HttpResponse<?> body(HttpRequest<?> request, long id, @QueryValue("img") Optional<String> images) {
        var account = Session.of(request).account();
        var message = message(account, id);
        boolean shown = images.isPresent() && settings.imageProxy();
        var html =
                documents.of(account, message, message.html().orElse(""), shown).html();
        return Answers.html(html.getBytes(StandardCharsets.UTF_8))
                .header("Content-Security-Policy", BODY_POLICY)
                .header("Referrer-Policy", "no-referrer");
    }

    @Get("/m/{id}/raw")
    HttpResponse<?> raw(HttpRequest<?> request, long id) {
        return inert(find(() -> mail.raw(Session.of(request).account(), id)), "text/plain; charset=utf-8");
    }

    @Get("/m/{id}/part/{number}")
    HttpResponse<?> part(HttpRequest<?> request, long id, String number) {
        var account = Session.of(request).account();
        var part = message(account, id).parts().stream()
                .filter(candidate -> candidate.number().equals(number))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("The message has no such attachment."));
        var name = FileName.of(part.fileName().orElse(""), "attachment-" + number);
        return inert(find(() -> mail.part(account, id, number)), "application/octet-stream")
                .header(HttpHeaders.CONTENT_DISPOSITION, disposition(name));
    }

    @Get("/cid")
    HttpResponse<?> inlinePart(
            @QueryValue("m") long message,
            @QueryValue("p") String number,
            @QueryValue("a") long account,
            @QueryValue("t") String until,
            @QueryValue("s") String signature) {
        var owner = new AccountId(account);
        if (!links.isPart(owner, until, message, number, signature)) {
            return HttpResponse.notFound();
        }
        var octets = find(() -> mail.part(owner, message, number));
        return PictureType.of(octets)
                .<HttpResponse<?>>map(type -> picture(octets, type))
                .orElseGet(HttpResponse::notFound);
    }

    @Get("/img")
    HttpResponse<?> remotePicture(
            @QueryValue("u") String url,
            @QueryValue("a") long account,
            @QueryValue("t") String until,
            @QueryValue("s") String signature) {
        if (!settings.imageProxy() || !links.isRemote(new AccountId(account), until, url, signature)) {
            return HttpResponse.notFound();
        }
        return proxy.fetch(url)
                .<HttpResponse<?>>map(found -> picture(found.octets(), found.type()))
                .orElseGet(HttpResponse::notFound);
    }

    private MessageView message(AccountId account, long id) {
        return mail.message(account, id).orElseThrow(() -> Refusal.notFound("That message is gone."));
    }

    private static byte[] find(java.util.function.Supplier<byte[]> question) {
        try {
            return question.get();
        } catch (ServiceError.Refused e) {
            throw Refusal.notFound("That message is gone.");
        }
    }

    private static MutableHttpResponse<byte[]> inert(byte[] octets, String type) {
        return HttpResponse.<byte[]>status(HttpStatus.OK)
                .body(octets)
                .header(HttpHeaders.CONTENT_TYPE, type)
                .header("Content-Security-Policy", INERT_POLICY);
    }

    /// The frame of the body has no origin, so its pictures are of another one to the browser.
    private static MutableHttpResponse<byte[]> picture(byte[] octets, String type) {
        return inert(octets, type)
                .header("Cross-Origin-Resource-Policy", "cross-origin")
                .header(HttpHeaders.CACHE_CONTROL, "private, max-age=3600");
    }

    /// RFC 6266: a plain name for old browsers, the exact one encoded.
    static String disposition(String claimed) {
        var name = FileName.of(claimed, "attachment");
        var plain = new StringBuilder();
        name.codePoints().forEach(c -> plain.append(c >= ' ' && c < 127 && c != '"' && c != '\\' ? (char) c : '_'));
        var exact = URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
        return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + exact;
    }
}
