-- Facts: who belongs where, when one has to be there, and what was approved. Dates and moments as
-- in 0001; an open end is the first or last number of 32 bits.

-- Every fact as it was put, in its order; only ever added to. The tables below and state_document
-- hold the newest form of each and can be made again from here.
CREATE TABLE fact (
    revision BIGINT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    value TEXT, -- JSON; NULL: taken back
    recorded_utc_us BIGINT NOT NULL,
    author TEXT NOT NULL -- account, or the name of what put it ("import", "init")
);
CREATE INDEX fact_by_id ON fact (kind, id, revision);

-- What kiosks fetch.
CREATE TABLE state_document (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL UNIQUE,
    value TEXT, -- NULL: gone
    PRIMARY KEY (kind, id)
);

CREATE TABLE unit (
    unit TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL
);

CREATE TABLE staff (
    staff TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    active_from BIGINT NOT NULL,
    active_to BIGINT NOT NULL
);

CREATE TABLE membership (
    staff TEXT NOT NULL,
    from_date BIGINT NOT NULL,
    unit TEXT NOT NULL,
    PRIMARY KEY (staff, from_date)
) /* clustered */;
CREATE INDEX membership_by_unit ON membership (unit, from_date);

CREATE TABLE card (
    token BYTEA NOT NULL PRIMARY KEY,
    staff TEXT NOT NULL,
    state TEXT NOT NULL, -- active, revoked
    from_date BIGINT NOT NULL,
    to_date BIGINT NOT NULL
) /* clustered */;
CREATE INDEX card_by_staff ON card (staff);

CREATE TABLE calendar_day (
    date BIGINT NOT NULL PRIMARY KEY,
    counts_as BIGINT NOT NULL -- 0: rest; 1 = Monday .. 7 = Sunday
);

CREATE TABLE schedule (
    schedule TEXT NOT NULL PRIMARY KEY
);

CREATE TABLE schedule_version (
    schedule TEXT NOT NULL,
    version BIGINT NOT NULL, -- its place in the list, from 1
    from_date BIGINT NOT NULL,
    to_date BIGINT NOT NULL,
    weekdays BIGINT NOT NULL, -- bit w is weekday w
    PRIMARY KEY (schedule, version)
) /* clustered */;

CREATE TABLE schedule_session (
    schedule TEXT NOT NULL,
    version BIGINT NOT NULL,
    session BIGINT NOT NULL, -- from 1
    start_min BIGINT NOT NULL,
    end_min BIGINT NOT NULL,
    in_required BIGINT NOT NULL,
    out_required BIGINT NOT NULL,
    PRIMARY KEY (schedule, version, session)
) /* clustered */;

CREATE TABLE assignment (
    assignment TEXT NOT NULL PRIMARY KEY,
    schedule TEXT NOT NULL,
    unit TEXT NOT NULL, -- one of unit and staff is ''
    staff TEXT NOT NULL,
    from_date BIGINT NOT NULL,
    to_date BIGINT NOT NULL
);
CREATE UNIQUE INDEX assignment_by_holder ON assignment (unit, staff, from_date);

CREATE TABLE policy (
    from_date BIGINT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL -- JSON: the policy's fields
);

-- Leaves and trips.
CREATE TABLE time_away (
    kind TEXT NOT NULL, -- leave, trip
    id TEXT NOT NULL,
    staff TEXT NOT NULL,
    from_ms BIGINT NOT NULL,
    to_ms BIGINT NOT NULL,
    state TEXT NOT NULL, -- pending, approved, rejected
    PRIMARY KEY (kind, id)
);
CREATE INDEX time_away_by_staff ON time_away (staff, from_ms);

CREATE TABLE correction (
    correction TEXT NOT NULL PRIMARY KEY,
    staff TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    state TEXT NOT NULL,
    decided_ms BIGINT NOT NULL -- 0 unless approved
);
CREATE INDEX correction_by_staff ON correction (staff, at_ms);

-- A meeting's own terms are -1 (or '') where the policy's hold.
CREATE TABLE meeting (
    meeting TEXT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,
    start_ms BIGINT NOT NULL,
    end_ms BIGINT NOT NULL,
    state TEXT NOT NULL, -- planned, cancelled
    signin_open_min BIGINT NOT NULL,
    late_grace_min BIGINT NOT NULL,
    leave_deadline_min BIGINT NOT NULL,
    substitute_deadline_min BIGINT NOT NULL,
    signout TEXT NOT NULL, -- none, required, ''
    signout_grace_min BIGINT NOT NULL
);
CREATE INDEX meeting_by_start ON meeting (start_ms);

CREATE TABLE meeting_kiosk (
    meeting TEXT NOT NULL,
    kiosk TEXT NOT NULL,
    PRIMARY KEY (meeting, kiosk)
) /* clustered */;

CREATE TABLE attendee (
    meeting TEXT NOT NULL,
    staff TEXT NOT NULL,
    role TEXT NOT NULL, -- required, optional
    PRIMARY KEY (meeting, staff)
) /* clustered */;
CREATE INDEX attendee_by_staff ON attendee (staff);

CREATE TABLE meeting_leave (
    meeting_leave TEXT NOT NULL PRIMARY KEY,
    meeting TEXT NOT NULL,
    staff TEXT NOT NULL,
    requested_ms BIGINT NOT NULL,
    state TEXT NOT NULL
);
CREATE INDEX meeting_leave_by_meeting ON meeting_leave (meeting, staff);

CREATE TABLE substitute (
    substitute_request TEXT NOT NULL PRIMARY KEY,
    meeting TEXT NOT NULL,
    principal TEXT NOT NULL,
    substitute TEXT NOT NULL,
    requested_ms BIGINT NOT NULL,
    state TEXT NOT NULL
);
CREATE INDEX substitute_by_meeting ON substitute (meeting, principal);

CREATE TABLE mark (
    mark TEXT NOT NULL PRIMARY KEY,
    meeting TEXT NOT NULL,
    staff TEXT NOT NULL,
    decided_ms BIGINT NOT NULL
);
CREATE INDEX mark_by_meeting ON mark (meeting, staff);
