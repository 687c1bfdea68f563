-- A message on its way to one next hop that could not be finished at once.
CREATE TABLE queued_message (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- names the record it came from, so that a record that comes again makes no second row
    source      text        NOT NULL UNIQUE,
    message_id  text        NOT NULL,
    next_hop    text        NOT NULL,
    sender      text        NOT NULL,
    subject     text,
    accepted_at timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    size        bigint      NOT NULL,
    -- the event RemoteDelivery as JSON
    delivery    text        NOT NULL,
    -- the octets, or their name in the claim store
    content     bytea,
    claim       text,
    CHECK ((content IS NULL) <> (claim IS NULL))
);

-- Messages are compressed badly or not at all, and always read whole.
ALTER TABLE queued_message ALTER COLUMN content SET STORAGE EXTERNAL;

CREATE INDEX queued_message_id ON queued_message (message_id);

CREATE TABLE queued_recipient (
    queued_message  bigint      NOT NULL REFERENCES queued_message ON DELETE CASCADE,
    position        int         NOT NULL,
    recipient       text        NOT NULL,
    next_hop        text        NOT NULL,
    state           text        NOT NULL CHECK (state IN ('DUE', 'LEASED', 'DEFERRED', 'HELD', 'IN_DOUBT')),
    attempts        int         NOT NULL,
    -- when it is tried next; while leased, when the lease ends
    due_at          timestamptz NOT NULL,
    -- the worker that has it in hands
    lease           text,
    reason          text        NOT NULL,
    host            text,
    ip              text,
    reply           text,
    status          text,
    delay_told      boolean     NOT NULL DEFAULT false,
    PRIMARY KEY (queued_message, position)
);

CREATE INDEX queued_recipient_due ON queued_recipient (due_at) WHERE state <> 'HELD';
CREATE INDEX queued_recipient_page ON queued_recipient (due_at, queued_message, position);
