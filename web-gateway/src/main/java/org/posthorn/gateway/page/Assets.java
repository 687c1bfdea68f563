package org.posthorn.gateway.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/// The files that browsers load. Their addresses carry a hash of the content, so that they may be kept for ever.
public final class Assets {
    static final List<String> NAMES = List.of(
            "app.css",
            "app.js",
            "boot.js",
            "compose.js",
            "icons.svg",
            "favicon.svg",
            "rich.js",
            "vendor/dompurify-3.5.0/purify.min.js",
            "vendor/squire-rte-2.4.8/squire.js",
            "vendor/htmx-2.0.10/htmx.min.js",
            "vendor/idiomorph-0.8.0/idiomorph-ext.min.js");

    private static final Map<String, Asset> BY_NAME = load();

    private Assets() {}

    /// Where a page finds the file.
    public static String url(String name) {
        var asset = BY_NAME.get(name);
        if (asset == null) {
            throw new IllegalStateException("no such asset: " + name);
        }
        return asset.url();
    }

    /// The address of one icon of the sprite.
    public static String icon(String id) {
        return url("icons.svg") + "#" + id;
    }

    /// The file at an address; nothing when the hash is of another release.
    static Optional<Asset> find(String hash, String name) {
        return Optional.ofNullable(BY_NAME.get(name))
                .filter(asset -> asset.hash().equals(hash));
    }

    private static Map<String, Asset> load() {
        var assets = new LinkedHashMap<String, Asset>();
        for (var name : NAMES) {
            try (var in = Assets.class.getResourceAsStream("/org/posthorn/gateway/static/" + name)) {
                if (in == null) {
                    throw new IllegalStateException("the asset " + name + " is missing in the jar");
                }
                assets.put(name, asset(name, in.readAllBytes()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Map.copyOf(assets);
    }

    private static Asset asset(String name, byte[] content) throws IOException {
        try {
            var hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 8);
            var zipped = new ByteArrayOutputStream();
            try (var gzip = new GZIPOutputStream(zipped)) {
                gzip.write(content);
            }
            return new Asset(name, hash, type(name), content, zipped.toByteArray());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            default -> "image/svg+xml";
        };
    }

    /// One file, plain and compressed.
    @SuppressWarnings("ArrayRecordComponent")
    record Asset(String name, String hash, String type, byte[] content, byte[] zipped) {
        String url() {
            return "/assets/" + hash + "/" + name;
        }
    }
}
