-- What is known of a message, one row each. Ids sort by time (48 bits of milliseconds first), so the key is the order
-- of the list too. All that can be searched is in `terms`: one GIN index answers every combination.
CREATE TABLE trace_message (
    id          text   COLLATE "C" PRIMARY KEY,
    sender      text,
    header_from text,
    subject     text,
    header_id   text,
    client_ip   text,
    size        bigint,
    recipients  text[] NOT NULL,
    terms       text[] NOT NULL
);
CREATE INDEX trace_message_terms ON trace_message USING gin (terms);
ALTER TABLE trace_message ALTER COLUMN terms SET STATISTICS 500;

-- What happened to it, one row for each event, with the event as the topic has it.
CREATE TABLE trace_step (
    message   text COLLATE "C" NOT NULL,
    event     text COLLATE "C" NOT NULL,
    at        timestamptz NOT NULL,
    kind      text NOT NULL,
    recipient text,
    json      text NOT NULL,
    PRIMARY KEY (message, event)
);

-- How far each partition was read, written with what was read.
CREATE TABLE trace_position (
    topic        text    NOT NULL,
    partition    integer NOT NULL,
    cluster_id   text    NOT NULL,
    topic_id     text    NOT NULL,
    next_offset  bigint  NOT NULL,
    leader_epoch integer,
    PRIMARY KEY (topic, partition)
);

-- Which replica reads, and which building of the projection this is.
CREATE TABLE trace_reader (
    one        boolean     PRIMARY KEY DEFAULT true CHECK (one),
    holder     text        NOT NULL,
    until      timestamptz NOT NULL,
    generation bigint      NOT NULL
);
INSERT INTO trace_reader VALUES (true, '', 'epoch', 1);
