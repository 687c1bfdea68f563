-- Statistics of arrays of hashes: nothing plans by them (the index by words is asked apart), and each ANALYZE hashed
-- millions of elements, which took a sixth of the processor while mail came in.
ALTER TABLE search_entry ALTER COLUMN words SET STATISTICS 0;
