package org.posthorn.runtime.http;

import io.micronaut.context.annotation.Primary;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.Error;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import java.util.Locale;
import org.posthorn.events.api.Problem;

/// Errors that the HTTP server itself answers (no such path, a body that cannot be read) have the same shape as ours.
@Singleton
@Primary
final class ProblemBodies implements ErrorResponseProcessor<Problem> {
    @Override
    public MutableHttpResponse<Problem> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        int status = response.code();
        var title = response.reason().toLowerCase(Locale.ROOT).replace(' ', '-');
        var detail = context.getErrors().stream()
                .findFirst()
                .map(Error::getMessage)
                .orElse(context.getRequest().getMethodName() + " "
                        + context.getRequest().getPath() + ": " + response.reason() + ".");
        return response.body(new Problem(status, title, detail)).contentType(MediaType.APPLICATION_JSON_TYPE);
    }
}
