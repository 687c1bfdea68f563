-- What may do harm is let go by admins alone.
ALTER TABLE held_message ADD COLUMN dangerous boolean NOT NULL DEFAULT false;
