-- Who is logged in. The key is the hash of the cookie: whoever reads this table cannot log in with it.
CREATE TABLE session (
    key        bytea       PRIMARY KEY,
    account    bigint      NOT NULL,
    address    text        NOT NULL,
    addresses  text[]      NOT NULL,
    role       text        NOT NULL,
    csrf       text        NOT NULL,
    client_ip  text        NOT NULL,
    user_agent text        NOT NULL,
    created_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL
);
CREATE INDEX session_account ON session (account);
CREATE INDEX session_seen ON session (seen_at);

-- One row for each press of Send: the same key never becomes two messages. The message id is chosen before the
-- message is published, so that a second try after a lost answer is the same message.
CREATE TABLE submission (
    account    bigint      NOT NULL,
    key        text        NOT NULL,
    message_id text        NOT NULL,
    state      text        NOT NULL CHECK (state IN ('sending', 'sent')),
    at         timestamptz NOT NULL,
    PRIMARY KEY (account, key)
);
CREATE INDEX submission_at ON submission (at);

-- Secrets that every replica must share.
CREATE TABLE secret (
    name  text  PRIMARY KEY,
    value bytea NOT NULL
);
