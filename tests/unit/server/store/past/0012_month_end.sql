-- What is frozen when a month is closed, and what people are told. Times end in _utc_us (microseconds since 1970);
-- months are year × 12 + month − 1.

CREATE TABLE closed_month (
    month BIGINT NOT NULL PRIMARY KEY,
    closed_utc_us BIGINT NOT NULL,
    closed_by TEXT NOT NULL,
    manifest TEXT NOT NULL, -- JSON, byte for byte as it was hashed: what the figures were made of, and every document
    hash TEXT NOT NULL -- SHA-256 of the manifest, as hex; a line of the audit log says it too
);

-- Only ever added to, in the transaction that closes the month.
CREATE TABLE frozen_document (
    month BIGINT NOT NULL,
    name TEXT NOT NULL, -- of the file
    media_type TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (month, name)
);

-- What somebody is told, once for each topic. What it says is JSON.
CREATE TABLE notice (
    no BIGINT NOT NULL PRIMARY KEY,
    topic TEXT NOT NULL UNIQUE,
    what TEXT NOT NULL, -- breach_notified, submission_due, …
    kind TEXT NOT NULL, -- the thing that it is about
    id TEXT NOT NULL,
    unit TEXT NOT NULL, -- '' where it is no unit's
    staff TEXT NOT NULL, -- '' where it is nobody's
    detail TEXT NOT NULL,
    sent_utc_us BIGINT NOT NULL
);

CREATE TABLE notice_reader (
    account TEXT NOT NULL,
    no BIGINT NOT NULL,
    read_utc_us BIGINT NOT NULL, -- 0: not yet
    PRIMARY KEY (account, no)
) /* clustered */;

INSERT INTO counter (name, value) VALUES ('notice', 0);
