-- Private keys are sealed with a master key that is not in the database, and have a life: they wait for their DNS
-- record, sign, and stay for a while after that. What stood here in plain is sealed at the first start.
ALTER TABLE dkim_key
    ALTER COLUMN private_key DROP NOT NULL,
    ADD COLUMN master_key text,
    ADD COLUMN sealed     bytea,
    ADD COLUMN state      text NOT NULL DEFAULT 'ACTIVE' CHECK (state IN ('WAITING', 'ACTIVE', 'RETIRED')),
    ADD COLUMN changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ADD CHECK ((private_key IS NULL) = (sealed IS NOT NULL AND master_key IS NOT NULL));

-- Until now the newest key of each kind signed.
UPDATE dkim_key k SET state = 'RETIRED'
 WHERE EXISTS (SELECT 1 FROM dkim_key newer
                WHERE newer.domain = k.domain AND newer.algorithm = k.algorithm
                  AND (newer.created_at, newer.selector) > (k.created_at, k.selector));
