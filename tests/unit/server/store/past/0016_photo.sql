-- Photographs of people, as kiosks get them (server/picture); the document of kind photo has the hash. What is taken
-- away is gone: the log of facts keeps hashes alone.

CREATE TABLE photo (
    staff TEXT NOT NULL PRIMARY KEY,
    sha256 TEXT NOT NULL,
    bytes BYTEA NOT NULL
);

CREATE INDEX photo_by_hash ON photo (sha256);
