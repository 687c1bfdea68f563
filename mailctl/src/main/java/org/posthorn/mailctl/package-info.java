/// mailctl: the operators' command line.
///
/// It finds the running installation by the file that all-in-one writes, or by settings, and speaks to the services
/// over
/// their internal APIs and to Kafka directly. What it prints is for people, or JSON with `--json`.
///
/// Exit codes: 0 done, 1 refused or failed with one sentence, 2 wrong usage.
@NullMarked
package org.posthorn.mailctl;

import org.jspecify.annotations.NullMarked;
