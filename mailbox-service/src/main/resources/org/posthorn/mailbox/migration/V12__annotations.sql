-- What clients note about folders and about the account (RFC 5464). Without a folder it is about the account. It goes
-- with its folder, whoever deletes that.
CREATE TABLE annotation (
    account bigint NOT NULL,
    folder  bigint,
    entry   text COLLATE "C" NOT NULL,
    value   bytea NOT NULL,
    mod_seq bigint NOT NULL,
    UNIQUE NULLS NOT DISTINCT (account, folder, entry),
    FOREIGN KEY (account, folder) REFERENCES folder ON DELETE CASCADE
);
