-- What tells the two cursors from the same numbers of another database; '' where the server has not said.
ALTER TABLE progress ADD COLUMN fingerprint TEXT NOT NULL DEFAULT '';
ALTER TABLE progress ADD COLUMN taps_fingerprint TEXT NOT NULL DEFAULT '';

PRAGMA user_version = 5;
