-- Whose lane a recipient waits for, and whose mail it is: the queue is leased fairly by both.
ALTER TABLE queued_recipient ADD COLUMN site text NOT NULL DEFAULT '';
ALTER TABLE queued_recipient ADD COLUMN account text NOT NULL DEFAULT '-';
UPDATE queued_recipient SET site = next_hop;
ALTER TABLE queued_recipient ALTER COLUMN site DROP DEFAULT;
ALTER TABLE queued_recipient ALTER COLUMN account DROP DEFAULT;

CREATE INDEX queued_recipient_lane ON queued_recipient (site, account, due_at) WHERE state <> 'HELD';
