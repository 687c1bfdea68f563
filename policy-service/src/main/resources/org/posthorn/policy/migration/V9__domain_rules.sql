-- Rules of domains that are enforced at the door; `*` is every domain without a row.
CREATE TABLE domain_rules (
    domain            text COLLATE "C" PRIMARY KEY,
    reject_in_session boolean NOT NULL,
    set_by            text NOT NULL,
    set_at            timestamptz NOT NULL,
    version           bigint NOT NULL
);
