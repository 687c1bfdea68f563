/// Spans of what happens to messages, for tracing systems: OTLP over HTTP, as JSON (OpenTelemetry Protocol 1.x). Off
/// until a collector is named. A span has no more to say than the step, its time and its outcome: no addresses, no
/// content.
@NullMarked
package org.posthorn.runtime.tracing;

import org.jspecify.annotations.NullMarked;
