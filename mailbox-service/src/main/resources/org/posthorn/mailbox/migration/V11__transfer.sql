-- What `mailctl import` brought, so that a second run brings nothing, also when the messages were deleted since.
CREATE TABLE imported (
    account bigint NOT NULL,
    key     bytea NOT NULL,
    PRIMARY KEY (account, key)
);

-- A mailbox that is being restored: its messages stand in folders that nobody sees before all is there.
CREATE TABLE restore (
    account bigint PRIMARY KEY,
    backup  text NOT NULL,
    mod_seq bigint NOT NULL
);
CREATE TABLE restore_folder (
    account      bigint NOT NULL,
    folder       bigint NOT NULL,
    name         text NOT NULL,
    special_use  text,
    subscribed   boolean NOT NULL,
    uid_validity bigint NOT NULL,
    uid_next     bigint NOT NULL,
    mod_seq      bigint NOT NULL,
    PRIMARY KEY (account, folder)
);

-- From which mod-sequence on the expunged messages of a folder are remembered: a client that was here before, as with
-- one that was restored, is told all UIDs that are not there (RFC 7162 §3.2.5.2).
ALTER TABLE folder ADD COLUMN gone_since bigint NOT NULL DEFAULT 0;
