-- When a job was heard of last: one whose worker died says nothing more.
ALTER TABLE queue_job ADD COLUMN touched timestamptz NOT NULL DEFAULT now();
