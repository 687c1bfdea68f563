-- Octets of messages past the inline limit, in pieces of at most 1 MiB. Compression is off: mail of this size is
-- mostly base64 of compressed formats, and EXTERNAL lets a piece be read without decompressing it.
CREATE TABLE piece (
    name      text        NOT NULL,
    number    integer     NOT NULL,
    octets    bytea       NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (name, number)
);
ALTER TABLE piece ALTER COLUMN octets SET STORAGE EXTERNAL;
CREATE INDEX piece_stored_at ON piece (stored_at);
