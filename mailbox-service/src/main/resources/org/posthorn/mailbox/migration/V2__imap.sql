-- What IMAP needs beside the mail itself.

-- What is gone from a folder and since which mod-sequence (RFC 7162 §3.2): sessions and clients that were away learn
-- it from here.
CREATE TABLE expunged (
    account bigint NOT NULL,
    folder  bigint NOT NULL,
    uid     bigint NOT NULL,
    mod_seq bigint NOT NULL,
    PRIMARY KEY (account, folder, mod_seq, uid)
);

-- What changed in a folder since a mod-sequence.
CREATE INDEX message_by_change ON message (account, folder, mod_seq);
CREATE INDEX message_deleted ON message (account, folder, uid) WHERE flags & 8 <> 0;

-- Folders are subscribed unless their user said otherwise; a name may be subscribed without a folder (RFC 9051 §6.3.7).
CREATE TABLE subscription (
    account bigint NOT NULL,
    name    text NOT NULL,
    wanted  boolean NOT NULL,
    PRIMARY KEY (account, name)
);

-- The last UIDVALIDITY given to a folder of the account: a folder that is made again under an old name gets a greater
-- one (RFC 9051 §2.3.1.1), also within the same second.
ALTER TABLE mailbox ADD COLUMN last_uid_validity bigint NOT NULL DEFAULT 0;

-- The hash leads, so that a join of messages with their contents has one index to go by: the primary key. With the
-- account in front of both, a planner without statistics took this one and read every content for every message.
DROP INDEX content_by_hash;
CREATE UNIQUE INDEX content_by_hash ON content (hash, account);
