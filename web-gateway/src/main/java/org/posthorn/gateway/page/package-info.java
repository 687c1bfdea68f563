/// What every page shares: templates, assets by hash, security headers, error pages, and forms with their limits.
@NullMarked
package org.posthorn.gateway.page;

import org.jspecify.annotations.NullMarked;
