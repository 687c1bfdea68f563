-- A search for terms goes back in time slice by slice, and reads none of what lies outside: the first five digits of the
-- id, which are 9.3 hours, are a column of the index of terms. What waits to be put into the index is kept short, since
-- it is put in by one of the writes (4 MB of it took seconds), and each search reads it.
DROP INDEX trace_message_terms;
CREATE INDEX trace_message_terms ON trace_message USING gin (terms, (ARRAY[left(id, 5)])) WITH (gin_pending_list_limit = 256);
ALTER INDEX trace_message_terms ALTER COLUMN 2 SET STATISTICS 0;
