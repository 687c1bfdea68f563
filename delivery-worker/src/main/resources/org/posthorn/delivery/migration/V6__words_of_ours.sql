-- The last reply is in our words, although a host is named.
ALTER TABLE queued_recipient ADD COLUMN ours boolean NOT NULL DEFAULT false;
