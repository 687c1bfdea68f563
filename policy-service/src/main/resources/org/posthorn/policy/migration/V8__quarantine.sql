-- Messages kept apart, with their octets, since the log forgets. A message is PENDING until its outcome `quarantined`
-- was read back from the log: what a crash between the two left behind is never seen by anybody.
CREATE TABLE held_message (
    message     text COLLATE "C" PRIMARY KEY,
    accepted    text NOT NULL,
    header_from text,
    subject     text,
    reason      text NOT NULL,
    score       text,
    size        bigint NOT NULL,
    content     bytea NOT NULL,
    held_at     timestamptz NOT NULL,
    kept_until  timestamptz NOT NULL
);
ALTER TABLE held_message ALTER COLUMN content SET STORAGE EXTERNAL;
CREATE INDEX held_message_expiry ON held_message (kept_until);

CREATE TABLE held_recipient (
    message    text COLLATE "C" NOT NULL REFERENCES held_message ON DELETE CASCADE,
    recipient  text NOT NULL,
    account    bigint,
    route      text NOT NULL,
    state      text NOT NULL CHECK (state IN ('PENDING', 'HELD', 'RELEASED', 'DELETED', 'EXPIRED')),
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (message, recipient)
);
CREATE INDEX held_recipient_of_account ON held_recipient (account, message DESC) WHERE state = 'HELD';
CREATE INDEX held_recipient_held ON held_recipient (message DESC) WHERE state = 'HELD';

-- Who did what, for as long as the message is kept and after.
CREATE TABLE held_action (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL,
    message   text COLLATE "C" NOT NULL,
    recipient text NOT NULL,
    action    text NOT NULL,
    actor     text NOT NULL
);
CREATE INDEX held_action_of_message ON held_action (message, id);
