package org.posthorn.gateway.page;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;

/// Serves [Assets].
@Controller
final class AssetsController {
    @Get("/assets/{hash}/{+name}")
    HttpResponse<?> asset(HttpRequest<?> request, String hash, String name) {
        var found = Assets.find(hash, name);
        if (found.isEmpty()) {
            return HttpResponse.notFound();
        }
        var asset = found.get();
        boolean zipped = request.getHeaders()
                .get(HttpHeaders.ACCEPT_ENCODING, String.class)
                .filter(accepted -> accepted.contains("gzip"))
                .isPresent();
        var response = HttpResponse.ok(zipped ? asset.zipped() : asset.content())
                .header(HttpHeaders.CONTENT_TYPE, asset.type())
                .header(HttpHeaders.CACHE_CONTROL, "public, max-age=31536000, immutable")
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        return zipped ? response.header(HttpHeaders.CONTENT_ENCODING, "gzip") : response;
    }

    @Get("/favicon.ico")
    HttpResponse<?> favicon() {
        return HttpResponse.status(io.micronaut.http.HttpStatus.MOVED_PERMANENTLY)
                .header(HttpHeaders.LOCATION, Assets.url("favicon.svg"));
    }
}
