-- How far the books were closed. The ids say which log that was: another log has other offsets.
CREATE TABLE checkpoint (
    topic      text   NOT NULL,
    partition  int    NOT NULL,
    cluster_id text   NOT NULL,
    topic_id   text   NOT NULL,
    -- where reading begins: nothing before it tells of a message that is not settled
    begins     bigint NOT NULL,
    -- how far it was read
    up_to      bigint NOT NULL,
    taken_at   timestamptz NOT NULL,
    PRIMARY KEY (topic, partition)
);

-- Accepted messages between the two that were not settled.
CREATE TABLE unsettled (
    partition int    NOT NULL,
    place     bigint NOT NULL,
    PRIMARY KEY (partition, place)
);
