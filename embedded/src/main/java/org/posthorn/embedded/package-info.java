/// Kafka and PostgreSQL for one machine: a broker in this JVM, a database as its child process.
@NullMarked
package org.posthorn.embedded;

import org.jspecify.annotations.NullMarked;
