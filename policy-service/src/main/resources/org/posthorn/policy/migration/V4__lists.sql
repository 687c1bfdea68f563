-- The blocklist and the allowlist. A network is in canonical form in both columns; the index finds the networks that
-- an address is in.
CREATE TABLE list_entry (
    list               text NOT NULL CHECK (list IN ('BLOCKLIST', 'ALLOWLIST')),
    subject            text COLLATE "C" NOT NULL,
    kind               text NOT NULL,
    network            inet,
    include_subdomains boolean NOT NULL,
    reason             text NOT NULL,
    added_by           text NOT NULL,
    added_at           timestamptz NOT NULL,
    expires_at         timestamptz,
    version            bigint NOT NULL,
    hits               bigint NOT NULL DEFAULT 0,
    last_hit           timestamptz,
    PRIMARY KEY (list, subject)
);
CREATE INDEX list_entry_network ON list_entry USING gist (network inet_ops) WHERE network IS NOT NULL;
CREATE INDEX list_entry_expiry ON list_entry (expires_at) WHERE expires_at IS NOT NULL;
