package org.posthorn.gateway.compose;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Document.OutputSettings;
import org.jsoup.nodes.Entities;
import org.jsoup.safety.Safelist;
import org.posthorn.runtime.http.Refusal;

/// The HTML that may be written here, and quoted from others: structure and emphasis, links, no styles and no
/// pictures. The browser keeps to the same list; this is the one that counts.
final class ComposedHtml {
    private static final int LONGEST = 1 << 20;
    private static final Safelist ALLOWED = new Safelist()
            .addTags("a", "b", "strong", "i", "em", "u", "s", "strike", "del", "code", "pre", "br", "hr", "p", "div")
            .addTags("span", "h1", "h2", "h3", "ul", "ol", "li", "blockquote", "sub", "sup")
            .addTags("table", "thead", "tbody", "tr", "td", "th")
            .addAttributes("a", "href")
            .addProtocols("a", "href", "http", "https", "mailto", "tel");
    private static final OutputSettings AS_IT_IS = new OutputSettings().prettyPrint(false);

    private ComposedHtml() {}

    /// @throws Refusal when there is more than 1 Mi characters of it
    static String clean(String html) {
        if (html.length() > LONGEST) {
            throw Refusal.tooLarge("The text is too long. Attach it as a file.");
        }
        return Jsoup.clean(html, "", ALLOWED, AS_IT_IS);
    }

    /// A whole document to send: what was quoted gets a bar, which most readers draw only when it is told here.
    static String document(String html) {
        var body = Jsoup.parseBodyFragment(html);
        body.outputSettings(AS_IT_IS);
        body.select("blockquote")
                .attr("type", "cite")
                .attr("style", "margin:0 0 0 .8ex;border-left:2px solid #ccc;padding-left:1ex");
        return "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body>"
                + body.body().html().replace("\n", "\r\n") + "</body></html>\r\n";
    }

    /// Plain text as HTML: each line a block, quoted ones (RFC 3676 §4.5) in quotes as deep as they were.
    static String ofText(String text) {
        var html = new StringBuilder();
        int depth = 0;
        for (var line : text.replace("\r\n", "\n").split("\n", -1)) {
            int quoted = 0;
            while (quoted < line.length() && line.charAt(quoted) == '>') {
                quoted++;
            }
            var rest = quoted > 0 && quoted < line.length() && line.charAt(quoted) == ' '
                    ? line.substring(quoted + 1)
                    : line.substring(quoted);
            html.append("<blockquote>".repeat(Math.max(0, quoted - depth)));
            html.append("</blockquote>".repeat(Math.max(0, depth - quoted)));
            html.append("<div>")
                    .append(rest.isBlank() ? "<br>" : Entities.escape(rest))
                    .append("</div>");
            depth = quoted;
        }
        return html.append("</blockquote>".repeat(depth)).toString();
    }
}
