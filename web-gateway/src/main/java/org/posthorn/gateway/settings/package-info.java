/// What people choose for themselves: name and signature, password and sessions, looks, keys, folders.
@NullMarked
package org.posthorn.gateway.settings;

import org.jspecify.annotations.NullMarked;
