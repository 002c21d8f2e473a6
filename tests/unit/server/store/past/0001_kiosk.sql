-- Kiosks, what they send, and what became of it. Times end in _utc_us (microseconds since 1970) or
-- _ms (local milliseconds since 1970); a date is local days since 1970-01-01. A table marked
-- "clustered" lies in the order of its primary key.

-- Numbers that are given out one by one: 'kiosk', 'state' (the revision), …
CREATE TABLE counter (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO counter (name, value) VALUES ('kiosk', 0), ('state', 0);

CREATE TABLE kiosk (
    kiosk TEXT NOT NULL PRIMARY KEY,
    place TEXT NOT NULL,
    public_key BYTEA NOT NULL UNIQUE,
    state TEXT NOT NULL, -- active, revoked
    version TEXT NOT NULL, -- of its program at enrolment
    enrolled_utc_us BIGINT NOT NULL
);

-- What moves with every batch and status, apart from what hardly ever does. The row is also the
-- lock of the kiosk: whoever stores something of it updates the row first.
CREATE TABLE kiosk_progress (
    kiosk TEXT NOT NULL PRIMARY KEY,
    batches BIGINT NOT NULL, -- numbers record_batch
    gaps BIGINT NOT NULL, -- lines in quarantine that wait for lines before them
    complete_to_utc_us BIGINT NOT NULL, -- the watermark; 0: never
    claimed_epoch BIGINT NOT NULL, -- the watermark moves to claimed_utc_us once this line is here;
    claimed_seq BIGINT NOT NULL, -- epoch 0: no claim is open
    claimed_utc_us BIGINT NOT NULL,
    reported_utc_us BIGINT NOT NULL, -- when the last status came; 0: never
    version TEXT NOT NULL,
    reader TEXT NOT NULL, -- ready, recovering, absent, fault; '' before the first status
    backlog BIGINT NOT NULL,
    clock TEXT NOT NULL, -- synced, uncertain
    clock_offset_us BIGINT NOT NULL,
    clock_error_us BIGINT NOT NULL,
    disk_free_bytes BIGINT NOT NULL
);

-- Where each epoch's chain stands: its last line without a break.
CREATE TABLE kiosk_chain (
    kiosk TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    began_utc_us BIGINT NOT NULL,
    PRIMARY KEY (kiosk, epoch)
);

CREATE TABLE enrol_code (
    code_hash BYTEA NOT NULL PRIMARY KEY,
    place TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_utc_us BIGINT NOT NULL,
    expires_utc_us BIGINT NOT NULL,
    kiosk TEXT -- who used it
);

-- Wrong codes by the hour (since 1970) and by where they came from.
CREATE TABLE enrol_failure (
    hour BIGINT NOT NULL,
    peer TEXT NOT NULL,
    failures BIGINT NOT NULL,
    PRIMARY KEY (hour, peer)
);

-- The lines themselves, byte for byte, without their newline. Rows are long, so they lie in order
-- of arrival; no index but the key.
CREATE TABLE record (
    kiosk TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    batch BIGINT NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (kiosk, epoch, seq)
);

-- One request that brought something new, with what proves who sent it.
CREATE TABLE record_batch (
    kiosk TEXT NOT NULL,
    batch BIGINT NOT NULL,
    received_utc_us BIGINT NOT NULL,
    signed_utc_us BIGINT NOT NULL, -- Shoushi-Time of the request
    signed_target TEXT NOT NULL, -- path and query as signed
    body_hash BYTEA NOT NULL,
    signature BYTEA NOT NULL,
    lines BIGINT NOT NULL,
    PRIMARY KEY (kiosk, batch)
);

-- Lines that could not be taken: kept whole, for a person to look at.
CREATE TABLE quarantine (
    kiosk TEXT NOT NULL,
    line_hash BYTEA NOT NULL,
    reason TEXT NOT NULL, -- malformed, kiosk, fork, broken, gap
    detail TEXT NOT NULL,
    epoch BIGINT NOT NULL, -- 0 where the line does not say
    seq BIGINT NOT NULL,
    batch BIGINT NOT NULL,
    received_utc_us BIGINT NOT NULL,
    state TEXT NOT NULL, -- open; taken: the gap before it was filled and it is a record now
    line BYTEA NOT NULL,
    PRIMARY KEY (kiosk, line_hash)
);
CREATE INDEX quarantine_by_seq ON quarantine (kiosk, epoch, seq);

-- The records as facts to judge by: whose card it was by the server's own facts and when it was as
-- far as is known. Can be made again from record, card and clock_fact.
CREATE TABLE tap (
    date BIGINT NOT NULL,
    staff TEXT NOT NULL, -- '' where the card was nobody's
    at_ms BIGINT NOT NULL,
    kiosk TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    at_utc_us BIGINT NOT NULL, -- the kiosk's clock plus its offset
    card TEXT NOT NULL, -- recognised, unknown, revoked, expired, malformed: as of the server's facts
    uncertain BIGINT NOT NULL, -- 1: between not_before_ms and not_after_ms; at_ms is used nowhere
    not_before_ms BIGINT NOT NULL,
    not_after_ms BIGINT NOT NULL,
    meeting TEXT NOT NULL, -- '' where none
    substitute_for TEXT NOT NULL,
    token BYTEA, -- of a card that was nobody's, which may turn out to be somebody's; otherwise NULL
    PRIMARY KEY (date, staff, at_ms, kiosk, epoch, seq)
) /* clustered */;
CREATE INDEX tap_nobody ON tap (token) WHERE staff = '';
CREATE INDEX tap_uncertain ON tap (staff, not_before_ms) WHERE uncertain = 1;
CREATE INDEX tap_substitute ON tap (meeting, at_ms) WHERE substitute_for <> '';

-- What a kiosk knew of its clock, one row each time that it changed within a boot.
CREATE TABLE clock_fact (
    kiosk TEXT NOT NULL,
    boot TEXT NOT NULL,
    mono_us BIGINT NOT NULL,
    at_utc_us BIGINT NOT NULL, -- the kiosk's clock at that moment
    offset_us BIGINT NOT NULL,
    error_us BIGINT NOT NULL,
    PRIMARY KEY (kiosk, boot, mono_us)
);
