-- Where an epoch's kept lines begin, once its first ones are no longer kept: the last line that went.
-- The chain goes on from its hash, so that what remains can still be proved.
CREATE TABLE purged (
    epoch INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL
);

PRAGMA user_version = 2;
