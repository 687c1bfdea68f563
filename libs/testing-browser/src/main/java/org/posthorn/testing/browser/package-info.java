/// A real browser for tests: Debian's Chromium, driven by Playwright. A module of its own, because the driver
/// is large: what builds Posthorn to run it does not fetch it.
@NullMarked
package org.posthorn.testing.browser;

import org.jspecify.annotations.NullMarked;
