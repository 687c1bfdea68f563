package org.posthorn.runtime.http;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import org.posthorn.events.api.Problem;
import org.posthorn.runtime.sql.DatabaseUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Exceptions of controllers as answers: [Refusal] as it says, a database that is down as 503, everything else as
/// 500 with the stack in the log and none of it in the answer.
@Factory
final class ProblemAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemAnswers.class);

    @Singleton
    @Primary
    ExceptionHandler<Refusal, HttpResponse<Problem>> refusals() {
        return new Refusals();
    }

    @Singleton
    @Primary
    ExceptionHandler<DatabaseUnavailable, HttpResponse<Problem>> unavailable() {
        return new Unavailable();
    }

    @Singleton
    @Primary
    ExceptionHandler<RuntimeException, HttpResponse<Problem>> faults() {
        return new Faults();
    }

    private static HttpResponse<Problem> answer(Problem problem) {
        return HttpResponse.<Problem>status(HttpStatus.valueOf(problem.status()))
                .body(problem);
    }

    private static final class Refusals implements ExceptionHandler<Refusal, HttpResponse<Problem>> {
        @Override
        public HttpResponse<Problem> handle(@SuppressWarnings("rawtypes") HttpRequest request, Refusal refusal) {
            return answer(refusal.problem());
        }
    }

    private static final class Unavailable implements ExceptionHandler<DatabaseUnavailable, HttpResponse<Problem>> {
        @Override
        public HttpResponse<Problem> handle(
                @SuppressWarnings("rawtypes") HttpRequest request, DatabaseUnavailable cause) {
            LOG.warn("request-failed path={} reason={}", request.getPath(), cause.getMessage());
            return answer(new Problem(503, "unavailable", "The database is not available."));
        }
    }

    private static final class Faults implements ExceptionHandler<RuntimeException, HttpResponse<Problem>> {
        @Override
        public HttpResponse<Problem> handle(@SuppressWarnings("rawtypes") HttpRequest request, RuntimeException fault) {
            LOG.error("request-failed path={}", request.getPath(), fault);
            return answer(new Problem(500, "internal-error", "Something went wrong; the log says what."));
        }
    }
}
