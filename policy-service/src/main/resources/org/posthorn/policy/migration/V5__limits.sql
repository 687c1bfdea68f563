-- Limits that networks, domains and addresses have of their own: name to number, -1 is without limit.
CREATE TABLE limit_override (
    subject text COLLATE "C" PRIMARY KEY,
    limits  jsonb NOT NULL,
    set_by  text NOT NULL,
    set_at  timestamptz NOT NULL,
    version bigint NOT NULL
);
