-- What is computed from the facts and can be computed again: verdicts and figures. Dates and moments as in 0001;
-- months are year × 12 + month − 1.

CREATE TABLE day_verdict (
    date BIGINT NOT NULL,
    staff TEXT NOT NULL,
    session BIGINT NOT NULL,
    unit TEXT NOT NULL,
    status TEXT NOT NULL,
    check_in TEXT NOT NULL,
    check_out TEXT NOT NULL,
    late_min BIGINT NOT NULL,
    early_min BIGINT NOT NULL,
    leave_min BIGINT NOT NULL,
    trip_min BIGINT NOT NULL,
    tap_count BIGINT NOT NULL,
    PRIMARY KEY (date, staff, session)
) /* clustered */;

-- Person-days whose verdict time alone will change, and when.
CREATE TABLE unsettled_day (
    date BIGINT NOT NULL,
    staff TEXT NOT NULL,
    changes_at_ms BIGINT NOT NULL,
    PRIMARY KEY (date, staff)
) /* clustered */;

-- A person's figures of a month, apart for each unit that they belonged to.
CREATE TABLE person_month (
    month BIGINT NOT NULL,
    staff TEXT NOT NULL,
    unit TEXT NOT NULL,
    checks_due BIGINT NOT NULL,
    on_time BIGINT NOT NULL,
    late BIGINT NOT NULL,
    late_min BIGINT NOT NULL,
    early BIGINT NOT NULL,
    early_min BIGINT NOT NULL,
    missing BIGINT NOT NULL,
    absent BIGINT NOT NULL,
    leave BIGINT NOT NULL,
    trip BIGINT NOT NULL,
    leave_min BIGINT NOT NULL,
    trip_min BIGINT NOT NULL,
    corrections BIGINT NOT NULL,
    meetings_due BIGINT NOT NULL,
    meetings_on_time BIGINT NOT NULL,
    meetings_late BIGINT NOT NULL,
    meetings_absent BIGINT NOT NULL,
    meetings_leave BIGINT NOT NULL,
    meetings_leave_late BIGINT NOT NULL,
    meetings_substituted BIGINT NOT NULL,
    meetings_unapproved_substitute BIGINT NOT NULL,
    meetings_left_early BIGINT NOT NULL,
    review BIGINT NOT NULL,
    violations BIGINT NOT NULL,
    PRIMARY KEY (month, staff, unit)
) /* clustered */;

-- The months that have rows for each person and date.
CREATE TABLE judged_month (
    month BIGINT NOT NULL PRIMARY KEY,
    stale BIGINT NOT NULL -- 1: facts of everybody have changed, and the month waits to be judged again
);

CREATE TABLE attendee_verdict (
    meeting TEXT NOT NULL,
    staff TEXT NOT NULL,
    unit TEXT NOT NULL,
    date BIGINT NOT NULL, -- of the meeting's start
    result TEXT NOT NULL,
    late_min BIGINT NOT NULL,
    early_min BIGINT NOT NULL,
    flags BIGINT NOT NULL, -- bits in the order of the flags' words: marked, missing_signout, left_early
    PRIMARY KEY (meeting, staff)
) /* clustered */;
CREATE INDEX attendee_verdict_by_staff ON attendee_verdict (staff, date);

-- Meetings some result of which time alone will change, and when.
CREATE TABLE unsettled_meeting (
    meeting TEXT NOT NULL PRIMARY KEY,
    changes_at_ms BIGINT NOT NULL
);
