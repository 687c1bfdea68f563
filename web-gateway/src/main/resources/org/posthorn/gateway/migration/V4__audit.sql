-- What administrators changed. Rows are added, never changed; they may go when they are old.
CREATE TABLE audit_entry (
    entry   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL,
    who     text NOT NULL,
    origin  text NOT NULL,
    place   text NOT NULL,
    action  text NOT NULL,
    details text NOT NULL
);
CREATE INDEX audit_entry_at ON audit_entry (at);

CREATE FUNCTION audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '365 days' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the audit is append-only';
END
$$;
CREATE TRIGGER audit_is_kept BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_is_kept();
CREATE TRIGGER audit_stays BEFORE TRUNCATE ON audit_entry EXECUTE FUNCTION audit_is_kept();
