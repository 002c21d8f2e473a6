-- The audit log: who did or looked at what. Only ever added to. Times end in _utc_us (microseconds
-- since 1970).

-- One line of JSON each, byte for byte; it holds the SHA-256 of the line before it. The other
-- columns say again what the line says, to look it up by.
CREATE TABLE audit_line (
    no BIGINT NOT NULL PRIMARY KEY, -- 1, 2, 3 … without gaps
    at_utc_us BIGINT NOT NULL,
    who TEXT NOT NULL, -- account, kiosk or command
    action TEXT NOT NULL,
    kind TEXT NOT NULL, -- of the object; '' where there is none
    id TEXT NOT NULL,
    unit TEXT NOT NULL, -- whose the object is; '' where it is no unit's
    outcome TEXT NOT NULL, -- done, refused, failed
    line TEXT NOT NULL
);
CREATE INDEX audit_line_by_time ON audit_line (at_utc_us);
CREATE INDEX audit_line_by_who ON audit_line (who, no);
CREATE INDEX audit_line_by_object ON audit_line (kind, id, no);

-- Where the chain stands. The row is also its lock: whoever appends updates it first.
CREATE TABLE audit_chain (
    name TEXT NOT NULL PRIMARY KEY,
    no BIGINT NOT NULL,
    hash TEXT NOT NULL -- of the last line, as hex; '' before the first
);
INSERT INTO audit_chain (name, no, hash) VALUES ('audit', 0, '');

-- The chain's head as each commit left it, signed with the server's key.
CREATE TABLE audit_head (
    no BIGINT NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL,
    signed_utc_us BIGINT NOT NULL,
    signature BYTEA NOT NULL
);
