-- What the server has told, sealed: the file shows how many documents there are, and nothing else.

CREATE TABLE sealed (
    name BLOB PRIMARY KEY, -- keyed hash of kind and id
    revision INTEGER NOT NULL,
    telling INTEGER NOT NULL, -- in which telling from the beginning it was last heard of
    content BLOB NOT NULL -- kind, id and value under the roster's key
) WITHOUT ROWID;

-- What an earlier version wrote, until the next start has sealed it.
ALTER TABLE document RENAME TO unsealed;

-- Tells whose key it is; empty where nothing is sealed yet.
ALTER TABLE progress ADD COLUMN key_check BLOB NOT NULL DEFAULT x'';

PRAGMA user_version = 2;
