-- The kind of the last reply, for counts by reason.
ALTER TABLE queued_recipient ADD COLUMN kind text;

CREATE INDEX queued_recipient_next_hop ON queued_recipient (next_hop, due_at);
CREATE INDEX queued_message_sender ON queued_message (sender);

-- What operators do to many rows at once, and how far it is.
CREATE TABLE queue_job (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    action   text        NOT NULL,
    words    text        NOT NULL,
    by       text        NOT NULL,
    begun    timestamptz NOT NULL,
    -- recipients that matched at the beginning
    expected bigint      NOT NULL,
    done     bigint      NOT NULL DEFAULT 0,
    finished timestamptz,
    failure  text
);
