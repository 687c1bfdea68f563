-- The index for search is kept in segments: the words of some contents in their order, and for each word the contents
-- that have it. An index of PostgreSQL with an entry for each word of each message cost as much as all the rest of
-- filing. What was indexed is indexed anew.

DROP TABLE search_entry;
DROP TABLE search_word;

DROP INDEX search_stale;
ALTER TABLE search_progress DROP COLUMN generation;
-- the number that the last segment of the account got
ALTER TABLE search_progress ADD COLUMN segment bigint NOT NULL DEFAULT 0;
UPDATE search_progress SET indexed = 0, stale = false;

CREATE TABLE search_segment (
    account  bigint NOT NULL,
    segment  bigint NOT NULL,
    -- how long its blocks are together; how many contents it has, and which
    octets   bigint NOT NULL,
    size     bigint NOT NULL,
    contents bytea NOT NULL,
    PRIMARY KEY (account, segment)
);

CREATE TABLE search_block (
    account    bigint NOT NULL,
    segment    bigint NOT NULL,
    block      integer NOT NULL,
    first_word text COLLATE "C" NOT NULL,
    last_word  text COLLATE "C" NOT NULL,
    words      bytea NOT NULL,
    postings   bytea NOT NULL,
    PRIMARY KEY (account, segment, block)
);
-- Not compressed: the words are read whole for each search, and of the postings some octets here and there.
ALTER TABLE search_block ALTER COLUMN words SET STORAGE EXTERNAL;
ALTER TABLE search_block ALTER COLUMN postings SET STORAGE EXTERNAL;

-- Contents with more text than is indexed: only their octets can tell.
CREATE TABLE search_partial (
    account bigint NOT NULL,
    content bigint NOT NULL,
    PRIMARY KEY (account, content)
);
