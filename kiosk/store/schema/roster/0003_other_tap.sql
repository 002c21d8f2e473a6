-- What was tapped at other kiosks, sealed as the documents are. `no` only grows, also where all of it was told anew:
-- who has read up to one number goes on behind it.

CREATE TABLE other_tap (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    name BLOB NOT NULL UNIQUE, -- keyed hash of kiosk, epoch and number
    day INTEGER NOT NULL, -- since 1970, UTC
    who BLOB NOT NULL, -- keyed hash of the person
    content BLOB NOT NULL
);

CREATE INDEX other_tap_by_day ON other_tap (day, who);

ALTER TABLE progress ADD COLUMN taps INTEGER NOT NULL DEFAULT 0; -- the cursor of these

PRAGMA user_version = 3;
