-- The index for full-text search: a projection of the contents that can be dropped and made again. PostgreSQL's own
-- parser knows no substrings and the trigram extension is not everywhere, so it is made of two parts: the words of an
-- account's mail, in which substrings are looked for, and for each content the hashes of its words.

-- Contents up to here are indexed. Content ids become visible in their order, since who adds one has the mailbox locked.
CREATE TABLE search_progress (
    account    bigint PRIMARY KEY,
    indexed    bigint NOT NULL DEFAULT 0,
    -- grows when the index is made anew, so that nobody takes words for known that are gone
    generation bigint NOT NULL DEFAULT 0
);

CREATE TABLE search_word (
    account bigint NOT NULL,
    word    text COLLATE "C" NOT NULL,
    PRIMARY KEY (account, word)
);

-- A hash has the account in it: one index serves all accounts, and none meets another's mail in it.
CREATE TABLE search_entry (
    account bigint NOT NULL,
    content bigint NOT NULL,
    -- there is more text than is indexed: only the octets can tell
    partial boolean NOT NULL,
    words   bigint[] NOT NULL,
    PRIMARY KEY (account, content)
);
ALTER TABLE search_entry ALTER COLUMN words SET STORAGE EXTERNAL;
CREATE INDEX search_entry_by_word ON search_entry USING gin (words);
CREATE INDEX search_entry_partial ON search_entry (account, content) WHERE partial;
