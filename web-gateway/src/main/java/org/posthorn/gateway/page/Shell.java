package org.posthorn.gateway.page;

import java.util.Optional;

/// What surrounds the content of a page.
///
/// @param section which part of the site: `mail`, `compose`, `admin` or `login`
/// @param theme `light`, `dark`, or empty to follow the system
/// @param density `compact`, `comfortable`, or empty
/// @param query what the search box says
public record Shell(String title, String section, Optional<Viewer> viewer, String theme, String density, String query) {
    public String csrf() {
        return viewer.map(Viewer::csrf).orElse("");
    }

    public boolean admin() {
        return viewer.map(Viewer::admin).orElse(false);
    }
}
