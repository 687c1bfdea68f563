-- Accounts, domains and addresses. Every row that belongs to mail is keyed by account first, so that the tables can
-- be partitioned and later distributed by account.

CREATE SEQUENCE directory_version;

CREATE TABLE tenant (
    tenant     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO tenant (name) VALUES ('default');

CREATE TABLE domain (
    domain     text COLLATE "C" PRIMARY KEY,
    tenant     bigint NOT NULL REFERENCES tenant,
    access     text NOT NULL,
    version    bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE account (
    account          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant           bigint NOT NULL REFERENCES tenant,
    primary_address  text COLLATE "C" NOT NULL UNIQUE,
    display_name     text NOT NULL,
    role             text NOT NULL,
    enabled          boolean NOT NULL,
    sent_copy        boolean NOT NULL,
    password_hash    text NOT NULL,
    over_quota_since timestamptz,
    version          bigint NOT NULL,
    created_at       timestamptz NOT NULL DEFAULT now()
);

-- An address leads to an account, or (an alias) to other addresses.
CREATE TABLE address (
    address text COLLATE "C" PRIMARY KEY,
    domain  text COLLATE "C" NOT NULL REFERENCES domain,
    account bigint REFERENCES account ON DELETE CASCADE,
    targets text[],
    version bigint NOT NULL,
    CHECK ((account IS NULL) <> (targets IS NULL))
);
CREATE INDEX address_of_domain ON address (domain);
CREATE INDEX address_of_account ON address (account) WHERE account IS NOT NULL;

-- The password that the first start generated, until somebody logged in with it.
CREATE TABLE first_admin (
    one      boolean PRIMARY KEY DEFAULT true CHECK (one),
    account  bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    password text
);

-- Which log has the whole directory.
CREATE TABLE directory_published (
    one        boolean PRIMARY KEY DEFAULT true CHECK (one),
    cluster_id text NOT NULL,
    topic_id   text NOT NULL
);

-- What of an account changes with each delivery. Whoever changes an account's mail locks this row first, so that UIDs
-- and mod-sequences become visible in their order.
CREATE TABLE mailbox (
    account      bigint PRIMARY KEY,
    next_message bigint NOT NULL DEFAULT 1,
    next_folder  bigint NOT NULL DEFAULT 1,
    mod_seq      bigint NOT NULL DEFAULT 1,
    bytes        bigint NOT NULL DEFAULT 0,
    messages     bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

CREATE TABLE folder (
    account      bigint NOT NULL,
    folder       bigint NOT NULL,
    name         text NOT NULL,
    special_use  text,
    uid_validity bigint NOT NULL,
    uid_next     bigint NOT NULL DEFAULT 1,
    mod_seq      bigint NOT NULL DEFAULT 1,
    messages     bigint NOT NULL DEFAULT 0,
    unseen       bigint NOT NULL DEFAULT 0,
    bytes        bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (account, folder),
    UNIQUE (account, name)
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX folder_by_use ON folder (account, special_use) WHERE special_use IS NOT NULL;

-- The octets of messages, each once in an account, and what is computed from them once.
CREATE TABLE content (
    account      bigint NOT NULL,
    content      bigint NOT NULL,
    hash         bytea NOT NULL,
    copies       integer NOT NULL,
    octets       bytea NOT NULL,
    sent_at      timestamptz,
    message_id   text,
    author       text NOT NULL,
    author_address text NOT NULL,
    recipients   text[] NOT NULL,
    subject      text NOT NULL,
    preview      text NOT NULL,
    attachments  boolean NOT NULL,
    structure    bytea NOT NULL,
    PRIMARY KEY (account, content)
);
ALTER TABLE content ALTER COLUMN octets SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX content_by_hash ON content (account, hash);

CREATE TABLE message (
    account     bigint NOT NULL,
    message     bigint NOT NULL,
    folder      bigint NOT NULL,
    uid         bigint NOT NULL,
    mod_seq     bigint NOT NULL,
    flags       integer NOT NULL,
    keywords    text[],
    received_at timestamptz NOT NULL,
    size        bigint NOT NULL,
    content     bigint NOT NULL,
    prepended   bytea,
    thread      bigint NOT NULL,
    accepted_as text COLLATE "C",
    PRIMARY KEY (account, message)
);
CREATE UNIQUE INDEX message_by_uid ON message (account, folder, uid);
CREATE INDEX message_by_date ON message (account, folder, received_at, message);
CREATE INDEX message_unseen ON message (account, folder, received_at, message) WHERE flags & 1 = 0;
CREATE INDEX message_flagged ON message (account, folder, received_at, message) WHERE flags & 4 <> 0;
CREATE INDEX message_by_thread ON message (account, thread);

-- Which conversation a Message-ID with a base subject belongs to.
CREATE TABLE thread_key (
    account bigint NOT NULL,
    key     bigint NOT NULL,
    thread  bigint NOT NULL,
    PRIMARY KEY (account, key)
);

-- What was filed, also after the message is gone.
CREATE TABLE delivered (
    account    bigint NOT NULL,
    message_id text COLLATE "C" NOT NULL,
    purpose    smallint NOT NULL,
    PRIMARY KEY (account, message_id, purpose)
);

-- Accounts that were deleted and whose mail is being erased.
CREATE TABLE erasure (
    account    bigint PRIMARY KEY,
    since      timestamptz NOT NULL DEFAULT now()
);

-- How far a topic was read, in the transaction that stored what was read.
CREATE TABLE log_position (
    topic        text NOT NULL,
    partition    integer NOT NULL,
    cluster_id   text NOT NULL,
    topic_id     text NOT NULL,
    next_offset  bigint NOT NULL,
    leader_epoch integer,
    PRIMARY KEY (topic, partition)
);

-- Events that wait to be published; each row holds several records.
CREATE TABLE outbox (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    records bytea NOT NULL
);
ALTER TABLE outbox ALTER COLUMN records SET STORAGE EXTERNAL;
