-- Facts: who belongs where, when one has to be there, and what was approved. A fact is a document
-- of docs/sync-protocol.md: a kind, an id and a JSON value.

-- Every fact as it was put, in its order; only ever added to. The tables below hold the newest form
-- of each and what can be looked up by; they can be made again from here.
CREATE TABLE fact (
    revision BIGINT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    value TEXT, -- NULL: taken back
    recorded_utc_us BIGINT NOT NULL,
    author TEXT NOT NULL -- account, or the name of what put it
);
CREATE INDEX fact_by_id ON fact (kind, id, revision);

-- The newest form; what kiosks fetch and verdicts are judged by.
CREATE TABLE document (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL UNIQUE,
    value TEXT, -- NULL: gone
    PRIMARY KEY (kind, id)
);

-- What a document names: a leave its person, an assignment its schedule and unit, …
CREATE TABLE document_link (
    named_kind TEXT NOT NULL,
    named_id TEXT NOT NULL,
    kind TEXT NOT NULL, -- of the document that names it
    id TEXT NOT NULL,
    PRIMARY KEY (named_kind, named_id, kind, id)
) /* clustered */;
CREATE INDEX document_link_by_document ON document_link (kind, id);

-- Cards again, to find the holder of a token while records come in. Dates are days since
-- 1970-01-01, both included; an open end is the first or last number of 32 bits.
CREATE TABLE card (
    token BYTEA NOT NULL PRIMARY KEY,
    staff TEXT NOT NULL,
    state TEXT NOT NULL, -- active, revoked
    from_date BIGINT NOT NULL,
    to_date BIGINT NOT NULL
) /* clustered */;
