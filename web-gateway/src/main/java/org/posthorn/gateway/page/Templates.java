package org.posthorn.gateway.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;

/// The templates of `src/main/jte`, compiled with the program.
public final class Templates {
    private static final TemplateEngine ENGINE =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "org.posthorn.gateway.template");

    private Templates() {}

    /// Renders one template with its one parameter.
    public static byte[] render(String template, Object page) {
        var out = new Utf8ByteOutput();
        ENGINE.render(template, page, out);
        return out.toByteArray();
    }
}
