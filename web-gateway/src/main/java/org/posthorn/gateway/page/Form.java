package org.posthorn.gateway.page;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.posthorn.runtime.http.Refusal;

/// The fields and files of a submitted form, `application/x-www-form-urlencoded` or `multipart/form-data`
/// (RFC 7578).
public final class Form {
    private static final int MOST_FIELDS = 2_000;

    private final Map<String, List<String>> fields = new LinkedHashMap<>();
    private final List<Upload> uploads = new ArrayList<>();

    private Form() {}

    /// Reads a body of this content type.
    public static Form read(String contentType, byte[] body) {
        var form = new Form();
        if (contentType.startsWith("multipart/form-data")) {
            for (var part : Multipart.parts(contentType, body)) {
                form.take(part);
            }
        } else {
            form.readEncoded(new String(body, StandardCharsets.UTF_8));
        }
        return form;
    }

    private void take(Multipart.Part part) {
        if (part.fileName().isEmpty()) {
            add(part.name(), new String(part.content(), StandardCharsets.UTF_8));
        } else if (!part.fileName().get().isEmpty()) {
            uploads.add(new Upload(part.fileName().get(), part.contentType(), part.content()));
        }
    }

    private void readEncoded(String body) {
        for (var pair : body.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            add(
                    decode(equals < 0 ? pair : pair.substring(0, equals)),
                    equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("The form cannot be read.");
        }
    }

    private void add(String name, String value) {
        if (fields.size() >= MOST_FIELDS) {
            throw Refusal.badRequest("The form has too many fields.");
        }
        fields.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    }

    /// The names of its fields, in order.
    public List<String> names() {
        return List.copyOf(fields.keySet());
    }

    /// The first value of a field; empty when it is absent.
    public String text(String name) {
        return fields.getOrDefault(name, List.of("")).getFirst();
    }

    public List<String> texts(String name) {
        return fields.getOrDefault(name, List.of());
    }

    public boolean has(String name) {
        return fields.containsKey(name);
    }

    /// The numbers of a field, such as the ids of ticked rows.
    public List<Long> numbers(String name) {
        try {
            return texts(name).stream().map(Long::valueOf).toList();
        } catch (NumberFormatException e) {
            throw Refusal.badRequest("\"" + name + "\" must be a number.");
        }
    }

    public List<Upload> uploads() {
        return uploads;
    }

    /// A file that came with the form.
    @SuppressWarnings("ArrayRecordComponent")
    public record Upload(String fileName, String contentType, byte[] content) {}
}
