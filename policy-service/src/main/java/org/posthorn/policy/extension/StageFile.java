package org.posthorn.policy.extension;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.posthorn.runtime.settings.SettingsRefused;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/// `mailets.xml`: the `<processor>` elements of James's `mailetcontainer.xml`.
///
/// @param processors by their state, in order
record StageFile(Map<String, List<Line>> processors) {
    static final String ROOT = "root";
    private static final String NAME = "mailets.xml";

    /// `<mailet match="Class=condition" class="Class"><parameter>value</parameter></mailet>`.
    record Line(String match, String type, Map<String, String> parameters) {
        String matcherClass() {
            int equals = match.indexOf('=');
            return equals < 0 ? match : match.substring(0, equals);
        }

        String condition() {
            int equals = match.indexOf('=');
            return equals < 0 ? "" : match.substring(equals + 1);
        }
    }

    /// @throws SettingsRefused when it is not there or not as it should be
    static StageFile read(Path directory) {
        var file = directory.resolve(NAME);
        try (var in = Files.newInputStream(file)) {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var root = factory.newDocumentBuilder().parse(in).getDocumentElement();
            return of(file, root.getElementsByTagName("processor"));
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new SettingsRefused("extensions.directory: " + file + " cannot be read: " + e.getMessage());
        }
    }

    private static StageFile of(Path file, NodeList found) {
        Map<String, List<Line>> processors = new LinkedHashMap<>();
        for (int i = 0; i < found.getLength(); i++) {
            var processor = (Element) found.item(i);
            processors.put(processor.getAttribute("state"), lines(file, processor));
        }
        if (!processors.containsKey(ROOT)) {
            throw new SettingsRefused("extensions.directory: " + file + " has no <processor state=\"root\">.");
        }
        return new StageFile(processors);
    }

    private static List<Line> lines(Path file, Element processor) {
        var lines = new ArrayList<Line>();
        var found = processor.getElementsByTagName("mailet");
        for (int i = 0; i < found.getLength(); i++) {
            var mailet = (Element) found.item(i);
            if (!mailet.hasAttribute("match") || !mailet.hasAttribute("class")) {
                throw new SettingsRefused("extensions.directory: a <mailet> of " + file + " has no match or no class.");
            }
            lines.add(new Line(mailet.getAttribute("match"), mailet.getAttribute("class"), parameters(mailet)));
        }
        return lines;
    }

    private static Map<String, String> parameters(Element mailet) {
        Map<String, String> parameters = new LinkedHashMap<>();
        var children = mailet.getChildNodes();
        for (int i = 0; i < children.getLength(); i++) {
            if (children.item(i) instanceof Element parameter) {
                parameters.put(
                        parameter.getTagName(), parameter.getTextContent().strip());
            }
        }
        return parameters;
    }
}
