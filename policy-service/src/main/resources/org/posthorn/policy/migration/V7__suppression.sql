-- Addresses that nothing is sent to, by the domain that would send.
CREATE TABLE suppression (
    sender_domain text        NOT NULL,
    address       text        NOT NULL,
    kind          text        NOT NULL CHECK (kind IN ('hard-bounce', 'complaint', 'manual')),
    reason        text        NOT NULL,
    added_by      text        NOT NULL,
    at            timestamptz NOT NULL,
    expires       timestamptz,
    version       bigint      NOT NULL,
    PRIMARY KEY (sender_domain, address)
);

CREATE INDEX suppression_address ON suppression (address);
CREATE INDEX suppression_expires ON suppression (expires) WHERE expires IS NOT NULL;
