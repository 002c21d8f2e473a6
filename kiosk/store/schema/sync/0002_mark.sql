-- How far the server had answered, day by day: says which lines have been acknowledged for how long.
CREATE TABLE mark (
    day INTEGER PRIMARY KEY, -- days since 1970 in UTC, by the server's clock
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL
);

PRAGMA user_version = 2;
