-- How many messages a source that warms up sent to a site on a day (UTC). Days that are over are removed.
CREATE TABLE source_use (
    day      date    NOT NULL,
    source   text    COLLATE "C" NOT NULL,
    site     text    COLLATE "C" NOT NULL,
    messages integer NOT NULL,
    PRIMARY KEY (day, source, site)
);
