-- All octets of a message are found by its id: they are deleted together.
CREATE INDEX piece_message ON piece (split_part(name, '/', 1), stored_at);
DROP INDEX piece_stored_at;
