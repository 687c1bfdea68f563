package org.posthorn.gateway.content;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.posthorn.events.AccountId;
import org.posthorn.events.api.MailApi.MessageView;
import org.posthorn.events.api.MailApi.Part;

/// Turns a stranger's HTML into a document that may be shown in a sandboxed frame: cleaned by [HtmlPolicy], pictures of
/// the message found by Content-ID (RFC 2392), remote pictures left out or led through the proxy, links opened in a new
/// tab that knows nothing of us and marked where their text names another host.
public final class BodyDocument {
    /// The paper that mail lies on; it stays white in dark mode, as its author saw it.
    private static final String STYLE = """
        html{color-scheme:light;background:#fff}
        body{margin:0;padding:16px 20px;font:15px/1.5 system-ui,sans-serif;color:#1b1d21;overflow-wrap:anywhere}
        img{max-width:100%;height:auto}table{max-width:100%}a{color:#2b55cc}
        blockquote{margin:.5em 0;padding-left:12px;border-left:3px solid #d8dadf;color:#5a6069}
        pre{white-space:pre-wrap}
        .posthorn-blocked{display:inline-block;min-width:1.5em;min-height:1em;border:1px dashed #8a8f98;
        border-radius:4px;        padding:0 4px;color:#5a6069;font-size:12px}
        .posthorn-host{color:#b3261e;font-size:.85em}
        """;

    private final PictureLinks links;

    public BodyDocument(PictureLinks links) {
        this.links = links;
    }

    /// A document and what was left out of it.
    ///
    /// @param blocked how many remote pictures are not shown
    public record Body(String html, int blocked) {}

    /// The document of a message's HTML.
    ///
    /// @param images show remote pictures, through the proxy
    public Body of(AccountId account, MessageView message, String html, boolean images) {
        var document = Jsoup.parseBodyFragment(HtmlPolicy.clean(html));
        int blocked = rewritePictures(document, account, message, images);
        rewriteLinks(document);
        return new Body(page(document.body().html()), blocked);
    }

    /// How many remote pictures a message has, without making its document.
    public static int remotePictures(String html) {
        int count = 0;
        for (var picture : Jsoup.parseBodyFragment(HtmlPolicy.clean(html)).select("img[src]")) {
            if (isRemote(picture.attr("src")) && !isBeacon(picture)) {
                count++;
            }
        }
        return count;
    }

    private int rewritePictures(Document document, AccountId account, MessageView message, boolean images) {
        var parts = byContentId(message);
        int blocked = 0;
        for (var picture : document.select("img")) {
            var source = picture.attr("src");
            if (source.toLowerCase(Locale.ROOT).startsWith("cid:")) {
                var part = parts.get(source.substring("cid:".length()));
                show(picture, Optional.ofNullable(part).map(found -> partLink(account, message, found)));
            } else if (isRemote(source) && isBeacon(picture)) {
                picture.remove();
            } else if (isRemote(source) && images) {
                picture.attr("src", links.remote(account, source));
            } else if (isRemote(source)) {
                blocked++;
                block(picture);
            } else if (!source.startsWith("data:")) {
                block(picture);
            }
        }
        return blocked;
    }

    private String partLink(AccountId account, MessageView message, Part part) {
        return links.part(account, message.row().id(), part.number());
    }

    private static Map<String, Part> byContentId(MessageView message) {
        var parts = new HashMap<String, Part>();
        for (var part : message.parts()) {
            part.contentId().ifPresent(id -> parts.put(id, part));
        }
        return parts;
    }

    private static void show(Element picture, Optional<String> link) {
        if (link.isPresent()) {
            picture.attr("src", link.get());
        } else {
            block(picture);
        }
    }

    /// Leaves the description of a picture in its place.
    private static void block(Element picture) {
        var alt = picture.attr("alt").strip();
        picture.replaceWith(new Element("span").addClass("posthorn-blocked").text(alt.isEmpty() ? "picture" : alt));
    }

    /// A picture of one pixel shows nothing: it only tells that the message was read.
    private static boolean isBeacon(Element picture) {
        return isTiny(picture.attr("width")) || isTiny(picture.attr("height"));
    }

    private static boolean isTiny(String length) {
        return length.equals("0") || length.equals("1");
    }

    private static boolean isRemote(String source) {
        var lower = source.toLowerCase(Locale.ROOT);
        return lower.startsWith("http://") || lower.startsWith("https://");
    }

    private static void rewriteLinks(Document document) {
        for (var link : document.select("a[href]")) {
            var target = link.attr("href");
            link.attr("target", "_blank")
                    .attr("rel", "noopener noreferrer nofollow")
                    .attr("title", target);
            var host = host(target);
            var claimed = claimedHost(link.text());
            if (!host.isEmpty() && !claimed.isEmpty() && !sameSite(host, claimed)) {
                link.after(new Element("span").addClass("posthorn-host").text(" [really " + host + "]"));
            }
        }
    }

    /// The host that a link's text claims to lead to, when the text looks like an address.
    private static String claimedHost(String text) {
        var shown = text.strip().toLowerCase(Locale.ROOT);
        if (shown.isEmpty() || shown.indexOf(' ') >= 0 || shown.indexOf('.') < 0 || shown.indexOf('@') >= 0) {
            return "";
        }
        if (!shown.startsWith("http://") && !shown.startsWith("https://") && !shown.startsWith("www.")) {
            return "";
        }
        return host(shown.startsWith("www.") ? "https://" + shown : shown);
    }

    private static boolean sameSite(String host, String claimed) {
        return host.equals(claimed) || host.endsWith("." + claimed) || claimed.endsWith("." + host);
    }

    private static String host(String url) {
        try {
            var host = new URI(url.replace(' ', '+')).getHost();
            return host == null ? "" : host.toLowerCase(Locale.ROOT).replaceFirst("^www\\.", "");
        } catch (URISyntaxException e) {
            return "";
        }
    }

    private static String page(String body) {
        return "<!doctype html><html lang=\"und\"><head><meta charset=\"utf-8\"><title>Message</title>"
                + "<meta name=\"viewport\" content=\"width=device-width\"><style>" + STYLE + "</style></head><body>"
                + body + "</body></html>";
    }
}
