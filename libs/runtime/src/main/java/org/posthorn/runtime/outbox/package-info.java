/// Events written in the same database transaction as the rows they tell of, and published after it committed.
///
/// Each service that uses it has this table, made by a migration of its own:
/// `CREATE TABLE outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, records bytea NOT NULL)`.
@NullMarked
package org.posthorn.runtime.outbox;

import org.jspecify.annotations.NullMarked;
