-- A generated column is worked out anew by every change of its row, whatever the change is of: that took longer than the
-- rest of the lock which each change of mail begins with. The trigger runs only when usage or limits change.
ALTER TABLE mailbox ALTER quota_level DROP EXPRESSION;

CREATE FUNCTION find_quota_level() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.quota_level := width_bucket(
        greatest(100.0::float8 * NEW.bytes / nullif(NEW.quota_bytes, 0),
                 100.0::float8 * NEW.messages / nullif(NEW.quota_messages, 0), 0),
        ARRAY[70, 80, 95, 100]::float8[]);
    RETURN NEW;
END $$;

CREATE TRIGGER find_quota_level BEFORE INSERT OR UPDATE OF bytes, messages, quota_bytes, quota_messages ON mailbox
    FOR EACH ROW EXECUTE FUNCTION find_quota_level();
