/// Backups: made while mail flows, verified, restored into an empty installation.
@NullMarked
package org.posthorn.mailctl.backup;

import org.jspecify.annotations.NullMarked;
