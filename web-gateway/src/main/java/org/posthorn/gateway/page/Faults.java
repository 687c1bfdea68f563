package org.posthorn.gateway.page;

import io.micronaut.core.convert.exceptions.ConversionErrorException;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Error;
import io.micronaut.http.exceptions.BufferLengthExceededException;
import io.micronaut.http.exceptions.ContentLengthExceededException;
import java.util.Optional;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.http.ServiceError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a reader sees when something goes wrong: one clear sentence on a page like the others.
@Controller
final class Faults {
    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);
    private static final String AWAY =
            "A part of the mail system does not answer at the moment. Nothing is lost; try" + " again in a minute.";

    @Error(global = true)
    HttpResponse<?> refused(HttpRequest<?> request, Refusal refusal) {
        var problem = refusal.problem();
        return page(request, HttpStatus.valueOf(problem.status()), title(problem.status()), problem.detail());
    }

    /// What a status means to a reader; the sentence below it says more.
    private static String title(int status) {
        return switch (status) {
            case 401 -> "Please log in";
            case 403 -> "Not allowed";
            case 404 -> "Nothing here";
            case 413 -> "Too large";
            case 429 -> "Too many tries";
            case 503 -> "Not available";
            case 507 -> "No room";
            default -> "That did not work";
        };
    }

    @Error(global = true)
    HttpResponse<?> elsewhere(HttpRequest<?> request, ServiceError fault) {
        return switch (fault) {
            case ServiceError.Refused refused ->
                page(
                        request,
                        HttpStatus.valueOf(refused.status() == 404 ? 404 : 400),
                        title(refused.status()),
                        String.valueOf(refused.getMessage()));
            case ServiceError.Unavailable away -> {
                LOG.warn("request-failed path={} reason={}", request.getPath(), away.getMessage());
                yield page(request, HttpStatus.SERVICE_UNAVAILABLE, "Not available", AWAY);
            }
            case ServiceError.Failed failed -> {
                LOG.error("request-failed path={} reason={}", request.getPath(), failed.getMessage());
                yield page(request, HttpStatus.BAD_GATEWAY, "Not available", AWAY);
            }
        };
    }

    @Error(global = true)
    HttpResponse<?> environment(HttpRequest<?> request, EnvironmentFailure fault) {
        LOG.warn("request-failed path={} reason={}", request.getPath(), fault.getMessage());
        return page(request, HttpStatus.SERVICE_UNAVAILABLE, "Not available", AWAY);
    }

    @Error(global = true)
    HttpResponse<?> bug(HttpRequest<?> request, RuntimeException fault) {
        LOG.error("request-failed path={}", request.getPath(), fault);
        return page(
                request,
                HttpStatus.INTERNAL_SERVER_ERROR,
                "Something went wrong",
                "This is our fault, not yours; the log says what it was.");
    }

    /// With a length that is told, or found while it comes.
    @Error(global = true)
    HttpResponse<?> tooLong(HttpRequest<?> request, ContentLengthExceededException fault) {
        return tooLarge(request);
    }

    @Error(global = true)
    HttpResponse<?> tooLong(HttpRequest<?> request, BufferLengthExceededException fault) {
        return tooLarge(request);
    }

    private static HttpResponse<?> tooLarge(HttpRequest<?> request) {
        return page(
                request,
                HttpStatus.REQUEST_ENTITY_TOO_LARGE,
                "Too large",
                "That is larger than a message may be. Leave attachments out, or make them smaller.");
    }

    /// An address with a word where a number belongs leads nowhere.
    @Error(global = true)
    HttpResponse<?> unreadable(HttpRequest<?> request, ConversionErrorException fault) {
        return nothing(request);
    }

    @Error(status = HttpStatus.NOT_FOUND, global = true)
    HttpResponse<?> nothing(HttpRequest<?> request) {
        return page(request, HttpStatus.NOT_FOUND, "Nothing here", "This page does not exist, or is not yours to see.");
    }

    @Error(status = HttpStatus.METHOD_NOT_ALLOWED, global = true)
    HttpResponse<?> wrongMethod(HttpRequest<?> request) {
        return page(request, HttpStatus.METHOD_NOT_ALLOWED, "Nothing here", "This address is for a form.");
    }

    @Error(status = HttpStatus.BAD_REQUEST, global = true)
    HttpResponse<?> malformed(HttpRequest<?> request) {
        return page(request, HttpStatus.BAD_REQUEST, "That cannot be", "The address or the form cannot be read.");
    }

    private static HttpResponse<?> page(HttpRequest<?> request, HttpStatus status, String title, String sentence) {
        if (Answers.isFragment(request) || request.getMethod() == HttpMethod.PUT) {
            return Answers.text(status, sentence);
        }
        var shell = new Shell(title, "error", Optional.empty(), "", "", "");
        return Answers.html(
                status, Templates.render("error.jte", new ErrorPage(shell, status.getCode(), title, sentence)));
    }
}
