package org.posthorn.gateway.content;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.owasp.html.AttributePolicy;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;

/// What of a stranger's HTML is kept: text, tables, pictures, links and harmless styling. Scripts, forms, frames,
/// media, style sheets and every address that is relative or of another scheme are dropped.
final class HtmlPolicy {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}%?");
    private static final Pattern COLOUR = Pattern.compile("#?[0-9A-Za-z]{1,20}");
    private static final Pattern WORD = Pattern.compile("[A-Za-z]{1,12}");
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z0-9-]{1,35}");
    private static final Pattern PICTURE = Pattern.compile("data:image/(png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\\s]*");

    private static final PolicyFactory POLICY = new HtmlPolicyBuilder()
            .allowElements(
                    "a", "abbr", "acronym", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "br")
            .allowElements("caption", "center", "cite", "code", "col", "colgroup", "dd", "del", "dfn", "dir", "div")
            .allowElements("dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5")
            .allowElements("h6", "header", "hr", "i", "img", "ins", "kbd", "li", "main", "mark", "nav", "ol", "p")
            .allowElements("pre", "q", "s", "samp", "section", "small", "span", "strike", "strong", "sub", "sup")
            .allowElements("summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var")
            .allowWithoutAttributes("a", "font", "span", "img")
            .allowUrlProtocols("http", "https", "mailto", "tel", "cid", "data")
            .allowAttributes("href")
            .matching((AttributePolicy) HtmlPolicy::link)
            .onElements("a")
            .allowAttributes("src")
            .matching((AttributePolicy) HtmlPolicy::picture)
            .onElements("img")
            .allowAttributes("width", "height", "border", "cellpadding", "cellspacing", "colspan", "rowspan", "size")
            .matching(NUMBER)
            .globally()
            .allowAttributes("bgcolor", "color")
            .matching(COLOUR)
            .globally()
            .allowAttributes("align", "valign", "dir", "type")
            .matching(WORD)
            .globally()
            .allowAttributes("lang")
            .matching(LANGUAGE)
            .globally()
            .allowAttributes("alt", "title", "face", "start")
            .globally()
            .allowStyling()
            .toFactory();

    private HtmlPolicy() {}

    static String clean(String html) {
        return POLICY.sanitize(html);
    }

    private static @Nullable String link(String element, String attribute, String value) {
        var url = value.strip();
        return hasScheme(url, "http://", "https://", "mailto:", "tel:") ? url : null;
    }

    private static @Nullable String picture(String element, String attribute, String value) {
        var url = value.strip();
        if (hasScheme(url, "http://", "https://", "cid:")) {
            return url;
        }
        return PICTURE.matcher(url).matches() ? url : null;
    }

    private static boolean hasScheme(String url, String... schemes) {
        var lower = url.length() > 10 ? url.substring(0, 10).toLowerCase(Locale.ROOT) : url.toLowerCase(Locale.ROOT);
        for (var scheme : schemes) {
            if (lower.startsWith(scheme)) {
                return true;
            }
        }
        return false;
    }
}
