-- What SORT and THREAD go by beside what lists show (RFC 5256): the local-parts of the first address of To and of Cc,
-- and the Message-IDs that a message refers to, the nearest last.
ALTER TABLE content
    ADD COLUMN to_mailbox text NOT NULL DEFAULT '',
    ADD COLUMN cc_mailbox text NOT NULL DEFAULT '',
    ADD COLUMN refs text[] NOT NULL DEFAULT '{}';

-- When a message came into its folder (RFC 8514); NULL for what was there before.
ALTER TABLE message ADD COLUMN saved_at timestamptz;
ALTER TABLE message ALTER COLUMN saved_at SET DEFAULT now();
