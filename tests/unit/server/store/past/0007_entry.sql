-- What an office keeps of each thing besides the fact that the rules judge by: who asked and who decided, ranks,
-- rooms, reasons. One row a thing, whether it has a document or not, with what lists are sorted, searched and filtered
-- by. Dates are days since 1970-01-01; an open end is the first or last number of 32 bits.

CREATE TABLE entry (
    kind TEXT NOT NULL, -- of the document, or a kind that has none (spot_check, …)
    id TEXT NOT NULL,
    version BIGINT NOT NULL, -- raised by each change of value; 0: nothing but the document was ever put
    value TEXT NOT NULL, -- JSON object: the members that are not the document's
    made_utc_us BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    changed_utc_us BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    -- Made from value and document, and can be made again:
    sort TEXT NOT NULL,
    search TEXT NOT NULL, -- folded; names with their pinyin and its initials
    unit TEXT NOT NULL, -- '' where it is about none, or a person's, who belongs by date
    staff TEXT NOT NULL, -- whom it is about; ''
    meeting TEXT NOT NULL, -- which meeting it is about; ''
    owner TEXT NOT NULL, -- the account whose affair it is; ''
    state TEXT NOT NULL, -- '' where it has none
    from_day BIGINT NOT NULL,
    to_day BIGINT NOT NULL,
    PRIMARY KEY (kind, id)
);
CREATE INDEX entry_by_sort ON entry (kind, sort, id);
CREATE INDEX entry_by_staff ON entry (kind, staff, from_day);
CREATE INDEX entry_by_meeting ON entry (kind, meeting);

-- Every unit with itself and each unit above it.
CREATE TABLE unit_above (
    unit TEXT NOT NULL,
    above TEXT NOT NULL,
    PRIMARY KEY (unit, above)
) /* clustered */;

-- Which unit a person belongs to from when to when, both days included.
CREATE TABLE membership (
    staff TEXT NOT NULL,
    from_day BIGINT NOT NULL,
    to_day BIGINT NOT NULL,
    unit TEXT NOT NULL,
    PRIMARY KEY (staff, from_day)
) /* clustered */;
CREATE INDEX membership_by_unit ON membership (unit, to_day);

-- 'entry' numbers what has no number of its own; 'indexed' is the last revision of documents that the rows above know of.
INSERT INTO counter (name, value) VALUES ('entry', 0), ('indexed', 0);

-- What a request that must not happen twice has made, by the key that its sender chose.
CREATE TABLE sent_request (
    account TEXT NOT NULL,
    request_key TEXT NOT NULL,
    request_hash BYTEA NOT NULL, -- SHA-256 of method, path and body
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    made_utc_us BIGINT NOT NULL,
    PRIMARY KEY (account, request_key)
) /* clustered */;
CREATE INDEX sent_request_by_time ON sent_request (made_utc_us);

-- The bytes of files that prove something; what they are about is their entry of kind evidence.
CREATE TABLE evidence (
    id TEXT NOT NULL PRIMARY KEY,
    bytes BYTEA NOT NULL
);
