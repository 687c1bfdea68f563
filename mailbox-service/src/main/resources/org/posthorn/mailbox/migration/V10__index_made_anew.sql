-- An index that is made anew first loses its old rows, in small steps; until then nobody adds to it.
ALTER TABLE search_progress ADD COLUMN stale boolean NOT NULL DEFAULT false;
CREATE INDEX search_stale ON search_progress (account) WHERE stale;
