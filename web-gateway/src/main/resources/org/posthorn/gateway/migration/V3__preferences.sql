-- What a person chose in web mail. No row: nothing was chosen.
CREATE TABLE preference (
    account   bigint PRIMARY KEY,
    signature text   NOT NULL
);
