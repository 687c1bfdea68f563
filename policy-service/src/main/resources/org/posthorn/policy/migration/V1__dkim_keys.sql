-- Private keys (PEM) with which mail is signed. The name under which the public half is published is unique.
CREATE TABLE dkim_key (
    domain      text COLLATE "C" NOT NULL,
    selector    text COLLATE "C" NOT NULL,
    algorithm   text NOT NULL,
    private_key text NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (domain, selector)
);
