-- MTA-STS policies as they were fetched (RFC 8461 §5.1).
CREATE TABLE sts_policy (
    domain  text        PRIMARY KEY,
    id      text        NOT NULL,
    policy  text        NOT NULL,
    expires timestamptz NOT NULL
);

-- How TLS went, by day, policy and server, for the domains that want reports (RFC 8460).
CREATE TABLE tls_result (
    day       date   NOT NULL,
    domain    text   NOT NULL,
    kind      text   NOT NULL,
    policy    text   NOT NULL,
    patterns  text   NOT NULL,
    mx        text   NOT NULL,
    ip        text   NOT NULL,
    -- empty for sessions that went well
    failure   text   NOT NULL,
    sessions  bigint NOT NULL,
    PRIMARY KEY (day, domain, kind, policy, patterns, mx, ip, failure)
);
