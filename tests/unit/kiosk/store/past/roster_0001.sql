-- What the server has told, as it told it.

CREATE TABLE document (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    telling INTEGER NOT NULL, -- in which telling from the beginning it was last heard of
    value TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID;

-- One row: what to ask with next, and the number of the present telling. While `begun_again` is 1,
-- documents of earlier tellings are those that were not told again yet.
CREATE TABLE progress (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    kiosk TEXT NOT NULL, -- to whom it was told
    revision INTEGER NOT NULL,
    telling INTEGER NOT NULL,
    begun_again INTEGER NOT NULL
);
INSERT INTO progress VALUES (1, '', 0, 1, 0);

PRAGMA application_id = 1399353138;
PRAGMA user_version = 1;

-- Rows of a kiosk of that time.
PRAGMA journal_mode = WAL;
INSERT INTO document VALUES
    ('staff', 's1', 5, 1, '{"id":"s1","name":"欧阳建国","unit":"u1"}'),
    ('unit', 'u1', 7, 1, '{"code":"u1","name":"办公室"}');
UPDATE progress SET kiosk = 'k0001', revision = 7;
