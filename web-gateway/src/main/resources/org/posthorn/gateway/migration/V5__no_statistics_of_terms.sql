-- Statistics of the terms: a search asks their index whatever the planner would think, and each ANALYZE hashed the terms
-- of tens of thousands of messages.
ALTER TABLE trace_message ALTER COLUMN terms SET STATISTICS 0;
