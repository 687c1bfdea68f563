package org.posthorn.runtime.http;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.EventJson;
import org.posthorn.events.api.Problem;

/// Calls another service's internal API: JSON both ways, the service token, a deadline on each call, and errors that
/// say who is to blame ([ServiceError]). A call made for a request belongs to that request's trace (W3C). Blocking; for
/// virtual threads.
public final class ServiceClient {
    private final HttpClient http;
    private final URI base;
    private final ServiceToken token;
    private final Duration timeout;
    private final Runnable afterChange;
    private final ObjectMapper json = EventJson.MAPPER;

    /// @param base such as `http://127.0.0.1:8081`
    public ServiceClient(HttpClient http, URI base, ServiceToken token, Duration timeout) {
        this(http, base, token, timeout, () -> {});
    }

    private ServiceClient(HttpClient http, URI base, ServiceToken token, Duration timeout, Runnable afterChange) {
        this.http = http;
        this.base = base;
        this.token = token;
        this.timeout = timeout;
        this.afterChange = afterChange;
    }

    /// The same client, which calls back after each call that may have changed something: any but GET.
    public ServiceClient telling(Runnable changed) {
        return new ServiceClient(http, base, token, timeout, changed);
    }

    /// The same client, which waits so long for each answer: for calls that carry much.
    public ServiceClient waiting(Duration patience) {
        return new ServiceClient(http, base, token, patience, afterChange);
    }

    /// A client of its own for one process; share it among the service clients of a process.
    public static HttpClient httpClient() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(3))
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    /// One segment or one query value, escaped.
    public static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    public <T> T get(String path, Class<T> type) {
        return read(exchange("GET", path, null), type(type));
    }

    public <T> T get(String path, TypeReference<T> type) {
        return read(exchange("GET", path, null), json.constructType(type));
    }

    /// As [#get], with nothing for 404.
    public <T> Optional<T> find(String path, Class<T> type) {
        try {
            return Optional.of(get(path, type));
        } catch (ServiceError.Refused e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    public <T> T post(String path, Object body, Class<T> type) {
        return read(exchange("POST", path, body), type(type));
    }

    public void post(String path, Object body) {
        exchange("POST", path, body);
    }

    public <T> T put(String path, Object body, Class<T> type) {
        return read(exchange("PUT", path, body), type(type));
    }

    public void put(String path, Object body) {
        exchange("PUT", path, body);
    }

    public <T> T patch(String path, Object body, Class<T> type) {
        return read(exchange("PATCH", path, body), type(type));
    }

    public void delete(String path) {
        exchange("DELETE", path, null);
    }

    /// Posts octets, such as a message, and reads the JSON answer.
    public <T> T postBytes(String path, String contentType, byte[] body, Class<T> type) {
        var request = request(path).header("Content-Type", contentType).POST(BodyPublishers.ofByteArray(body));
        return read(send(request.build(), BodyHandlers.ofByteArray()), type(type));
    }

    /// Posts JSON and returns the answer's octets.
    public byte[] postForBytes(String path, Object body) {
        return exchange("POST", path, body);
    }

    /// The answer's octets.
    public byte[] bytes(String path) {
        return send(request(path).GET().build(), BodyHandlers.ofByteArray());
    }

    /// The answer's octets as they come; to be closed.
    public InputStream stream(String path) {
        return send(request(path).GET().build(), BodyHandlers.ofInputStream());
    }

    private byte[] exchange(String method, String path, @Nullable Object body) {
        var request = request(path).header("Content-Type", "application/json").method(method, publisher(body));
        return send(request.build(), BodyHandlers.ofByteArray());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .timeout(timeout)
                .header("Authorization", token.authorization())
                .header(CallTrace.HEADER, CallTrace.next());
    }

    private BodyPublisher publisher(@Nullable Object body) {
        try {
            return body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(json.writeValueAsBytes(body));
        } catch (IOException e) {
            throw new IllegalStateException("cannot write " + body.getClass() + " as JSON", e);
        }
    }

    private <B> B send(HttpRequest request, BodyHandler<B> handler) {
        HttpResponse<B> response;
        try {
            response = http.send(request, handler);
        } catch (IOException e) {
            throw new ServiceError.Unavailable(base.getAuthority() + " does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServiceError.Unavailable("interrupted while waiting for " + base.getAuthority(), e);
        }
        if (response.statusCode() >= 400) {
            throw error(request, response.statusCode(), response.body());
        }
        if (!request.method().equals("GET")) {
            afterChange.run();
        }
        return response.body();
    }

    private ServiceError error(HttpRequest request, int status, @Nullable Object body) {
        var sentence = sentence(body).orElse(request.uri().getPath() + " answered " + status);
        if (status == 503 || status == 504) {
            return new ServiceError.Unavailable(sentence, null);
        }
        return status < 500 || status == Refusal.NO_ROOM
                ? new ServiceError.Refused(status, sentence)
                : new ServiceError.Failed(sentence, null);
    }

    private Optional<String> sentence(@Nullable Object body) {
        try {
            byte[] bytes = switch (body) {
                case byte[] octets -> octets;
                case InputStream stream -> stream.readNBytes(65_536);
                case null, default -> new byte[0];
            };
            return Optional.ofNullable(json.readValue(bytes, Problem.class).detail());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private JavaType type(Class<?> type) {
        return json.constructType(type);
    }

    @SuppressWarnings("TypeParameterUnusedInFormals")
    private <T> T read(byte[] body, JavaType type) {
        try {
            return json.readValue(body, type);
        } catch (IOException e) {
            throw new ServiceError.Failed(base.getAuthority() + " sent an answer that cannot be read: " + e, e);
        }
    }
}
