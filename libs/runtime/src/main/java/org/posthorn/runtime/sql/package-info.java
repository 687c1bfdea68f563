/// Plain JDBC on PostgreSQL: one pool, one schema and one role per service, and errors that say who is to blame.
@NullMarked
package org.posthorn.runtime.sql;

import org.jspecify.annotations.NullMarked;
