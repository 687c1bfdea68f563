-- What is published in the topic `policy`: in the transaction of the rows that it tells of.
CREATE SEQUENCE policy_version;

CREATE TABLE outbox (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    records bytea NOT NULL
);
ALTER TABLE outbox ALTER COLUMN records SET STORAGE EXTERNAL;

-- Which log has the whole policy.
CREATE TABLE policy_published (
    one        boolean PRIMARY KEY DEFAULT true CHECK (one),
    cluster_id text NOT NULL,
    topic_id   text NOT NULL
);
