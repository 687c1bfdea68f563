-- The credits of an account. Its row is the lock under which they change; they are what the entries add up to.
CREATE TABLE credit_account (
    account   bigint PRIMARY KEY,
    available bigint NOT NULL DEFAULT 0 CHECK (available >= 0),
    reserved  bigint NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    low_since timestamptz,
    version   bigint NOT NULL
);

-- The ledger: each row moves credits from one book of an account to another. Append-only.
CREATE TABLE credit_entry (
    entry   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL,
    account bigint NOT NULL REFERENCES credit_account,
    kind    text NOT NULL,
    debited text NOT NULL CHECK (debited IN ('ISSUED', 'AVAILABLE', 'RESERVED', 'EARNED')),
    credited text NOT NULL CHECK (credited IN ('ISSUED', 'AVAILABLE', 'RESERVED', 'EARNED')),
    credits bigint NOT NULL CHECK (credits > 0),
    balance bigint NOT NULL CHECK (balance >= 0),
    subject text COLLATE "C" NOT NULL,
    reason  text,
    actor   text NOT NULL,
    UNIQUE (account, kind, subject),
    CHECK (debited <> credited)
);
CREATE INDEX credit_entry_of_account ON credit_entry (account, entry);

CREATE FUNCTION credit_entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'entries of the credit ledger are never changed';
END
$$;
CREATE TRIGGER credit_entry_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON credit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION credit_entry_is_append_only();

-- One row for each message that costs something, also when its sender could not pay: a redo obeys its ruling.
CREATE TABLE credit_charge (
    message text COLLATE "C" PRIMARY KEY,
    account bigint NOT NULL REFERENCES credit_account,
    state   text NOT NULL CHECK (state IN ('RESERVED', 'ENDED', 'REFUSED')),
    credits bigint NOT NULL,
    per     text NOT NULL CHECK (per IN ('MESSAGE', 'RECIPIENT')),
    total   bigint NOT NULL,
    waiting text[] NOT NULL,
    ruling  text,
    at      timestamptz NOT NULL
);
CREATE INDEX credit_charge_reserved ON credit_charge (at) WHERE state = 'RESERVED';

-- What a message costs in a domain that has a price of its own.
CREATE TABLE credit_price (
    domain  text COLLATE "C" PRIMARY KEY,
    credits bigint NOT NULL CHECK (credits >= 0),
    per     text NOT NULL CHECK (per IN ('MESSAGE', 'RECIPIENT')),
    version bigint NOT NULL
);
