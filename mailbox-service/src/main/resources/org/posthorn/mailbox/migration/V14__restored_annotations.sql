-- What clients noted, of a mailbox that is being restored; without a folder it is about the account.
CREATE TABLE restore_annotation (
    account bigint NOT NULL,
    folder  text NOT NULL,
    entry   text COLLATE "C" NOT NULL,
    value   bytea NOT NULL,
    PRIMARY KEY (account, folder, entry)
);
