-- Photographs, sealed as the documents are: each under a keyed hash of its own hash.

CREATE TABLE photo (
    name BLOB PRIMARY KEY,
    content BLOB NOT NULL
);

PRAGMA user_version = 4;
