-- Who has an account's maildrop to itself (RFC 1939 §3). The process that holds it renews it; what a process that was
-- killed held is free again soon.
CREATE TABLE maildrop_lock (
    account bigint PRIMARY KEY,
    holder  uuid NOT NULL,
    until   timestamptz NOT NULL
);
