-- What SCRAM-SHA-256 needs of a password (RFC 7677); NULL until the password is set or used again.
ALTER TABLE account ADD COLUMN scram_keys text;
