-- A list of conversations asks for each message whether its conversation has a newer one in that folder: the order of
-- this index answers with one entry. It serves what asks for a whole conversation too.
CREATE INDEX message_by_conversation ON message (account, thread, folder, received_at, message);
DROP INDEX message_by_thread;
