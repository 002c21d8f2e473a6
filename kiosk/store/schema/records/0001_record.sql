-- Taps as they were written down. A line is never changed.

-- Each time numbering begins anew: at enrolment, and after a damaged database was set aside.
CREATE TABLE epoch (
    epoch INTEGER PRIMARY KEY,
    kiosk TEXT NOT NULL,
    began_utc_us INTEGER NOT NULL
);

-- One line of JSON each, without its newline, in the order of writing: id is epoch × 2^40 + seq, so
-- that one key gives the order, the uniqueness and the place on disk, and a tap writes to no other
-- tree.
CREATE TABLE record (
    id INTEGER PRIMARY KEY,
    line BLOB NOT NULL,
    epoch INTEGER AS (id >> 40),
    seq INTEGER AS (id & 1099511627775)
);

PRAGMA application_id = 1399353137;
PRAGMA user_version = 1;
