/// Kafka as an operator sees it: topics, groups and how far they are, records, and what was set aside.
@NullMarked
package org.posthorn.mailctl.topics;

import org.jspecify.annotations.NullMarked;
