-- How much an account may store. 0 is without limit; NULL takes what the domain, then the settings say.
ALTER TABLE domain ADD COLUMN quota_bytes bigint, ADD COLUMN quota_messages bigint;
ALTER TABLE account ADD COLUMN quota_bytes bigint, ADD COLUMN quota_messages bigint;

-- The limits that count stand beside the usage, so that each change of the usage finds the level by itself: 0 below
-- 70 %, then from 70, from 80, from 95 and from 100 %. Who has to be told of a new level is found by an index that is
-- empty but for them.
ALTER TABLE mailbox ADD COLUMN quota_bytes bigint NOT NULL DEFAULT 0,
    ADD COLUMN quota_messages bigint NOT NULL DEFAULT 0,
    ADD COLUMN quota_told smallint NOT NULL DEFAULT 0,
    ADD COLUMN quota_warned smallint NOT NULL DEFAULT 0,
    ADD COLUMN quota_level smallint NOT NULL GENERATED ALWAYS AS (width_bucket(
        greatest(bytes / (nullif(quota_bytes, 0) / 100.0), messages / (nullif(quota_messages, 0) / 100.0), 0),
        ARRAY[70, 80, 95, 100]::numeric[])) STORED;
CREATE INDEX mailbox_to_tell ON mailbox (account) WHERE quota_level <> quota_told;
