-- Addresses that an account may send as beside its own; `*@domain` is a whole domain.
CREATE TABLE send_as (
    account    bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    sender     text COLLATE "C" NOT NULL,
    granted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account, sender)
);
