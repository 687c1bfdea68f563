/// Asks web servers that other domains name, for policies (RFC 8461) and with reports (RFC 8460), at the addresses that
/// delivery's own resolver tells: a name means the same here as where its mail goes.
@NullMarked
package org.posthorn.delivery.web;

import org.jspecify.annotations.NullMarked;
