package org.posthorn.gateway.compose;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/// The text of an HTML body as a person would have typed it: the part of a message that readers without HTML
/// show. Lists have their marks, quotes their `>`, links their addresses. Pure.
final class HtmlText {
    private static final Set<String> PARAGRAPHS = Set.of("p", "h1", "h2", "h3", "table", "pre");
    private static final Set<String> BLOCKS = Set.of("div", "li", "tr", "blockquote", "ul", "ol", "hr");

    private final StringBuilder out = new StringBuilder();
    private final boolean preformatted;

    private HtmlText(boolean preformatted) {
        this.preformatted = preformatted;
    }

    static String of(String html) {
        return of(Jsoup.parseBodyFragment(html).body(), false).strip();
    }

    private static String of(Element element, boolean preformatted) {
        var text = new HtmlText(preformatted || element.normalName().equals("pre"));
        for (var child : element.childNodes()) {
            text.add(child);
        }
        return text.out.toString();
    }

    private void add(Node node) {
        if (node instanceof TextNode text) {
            words(text.getWholeText());
        } else if (node instanceof Element element) {
            element(element);
        }
    }

    private void words(String text) {
        if (preformatted) {
            out.append(text);
            return;
        }
        var collapsed = text.replace('\u00a0', ' ').replaceAll("\\s+", " ");
        boolean lineStart =
                out.isEmpty() || out.charAt(out.length() - 1) == '\n' || out.charAt(out.length() - 1) == ' ';
        out.append(lineStart ? collapsed.stripLeading() : collapsed);
    }

    private void element(Element element) {
        var name = element.normalName();
        if (PARAGRAPHS.contains(name)) {
            paragraph(of(element, preformatted));
        } else if (BLOCKS.contains(name)) {
            block(element, name);
        } else {
            inline(element, name);
        }
    }

    private void inline(Element element, String name) {
        switch (name) {
            case "br" -> out.append('\n');
            case "a" -> link(element);
            case "td", "th" -> {
                out.append(of(element, preformatted).strip());
                if (element.nextElementSibling() != null) {
                    out.append("  ");
                }
            }
            default -> out.append(of(element, preformatted));
        }
    }

    private void link(Element element) {
        var shown = of(element, preformatted);
        var href = element.attr("href");
        out.append(shown);
        if (href.startsWith("http") && !shown.strip().equals(href) && !href.equals("http://" + shown.strip())) {
            out.append(" <").append(href).append('>');
        }
    }

    private void block(Element element, String name) {
        startLine();
        switch (name) {
            case "hr" -> out.append("----------");
            case "blockquote" -> out.append(quoted(of(element, preformatted)));
            case "li" -> out.append(item(element));
            default -> out.append(of(element, preformatted));
        }
        startLine();
    }

    private void paragraph(String text) {
        startLine();
        if (!out.isEmpty() && !out.toString().endsWith("\n\n")) {
            out.append('\n');
        }
        out.append(preformatted ? text : text.strip()).append("\n\n");
    }

    private void startLine() {
        while (!out.isEmpty() && out.charAt(out.length() - 1) == ' ') {
            out.setLength(out.length() - 1);
        }
        if (!out.isEmpty() && out.charAt(out.length() - 1) != '\n') {
            out.append('\n');
        }
    }

    private static String item(Element item) {
        var parent = item.parent();
        boolean numbered = parent != null && parent.normalName().equals("ol");
        var mark = numbered ? item.elementSiblingIndex() + 1 + ". " : "* ";
        var lines = of(item, false).strip().split("\n", -1);
        return mark + List.of(lines).stream().collect(Collectors.joining("\n" + " ".repeat(mark.length())));
    }

    private static String quoted(String text) {
        return text.strip()
                .lines()
                .map(line -> line.isEmpty() ? ">" : line.startsWith(">") ? ">" + line : "> " + line)
                .collect(Collectors.joining("\n"));
    }
}
