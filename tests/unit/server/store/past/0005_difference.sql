-- Why verdicts are not what they were, and which of them wait to be judged again. Verdicts and figures themselves
-- are thrown away here and judged anew by the first question: their rows have one more column.

DELETE FROM day_verdict;
DELETE FROM unsettled_day;
DELETE FROM person_month;
DELETE FROM judged_month;
DELETE FROM attendee_verdict;
DELETE FROM unsettled_meeting;

-- Until when, on the site's clock, a tap could still belong to the session.
ALTER TABLE day_verdict ADD COLUMN window_to_ms BIGINT NOT NULL DEFAULT 0;

-- Which months wait is said by the rows of rejudging.
ALTER TABLE judged_month DROP COLUMN stale;

-- Each verdict that had been given and was replaced by another; only ever added to. One that was pending had not been
-- given yet.
CREATE TABLE verdict_difference (
    date BIGINT NOT NULL, -- of the session, or of the meeting's start
    staff TEXT NOT NULL,
    no BIGINT NOT NULL, -- counts from 1 for each person and date
    session BIGINT NOT NULL, -- 0 where it is of a meeting
    meeting TEXT NOT NULL, -- '' where it is of a session
    old_verdict TEXT, -- JSON (openapi.yaml, VerdictGiven); NULL: there was none
    new_verdict TEXT,
    causes TEXT NOT NULL, -- JSON (openapi.yaml, DifferenceCause); an empty list: the passing of time
    changed_utc_us BIGINT NOT NULL,
    PRIMARY KEY (date, staff, no)
) /* clustered */;

-- Facts that touch more than is judged within their own transaction, and how far judging has come with each.
CREATE TABLE rejudging (
    no BIGINT NOT NULL PRIMARY KEY, -- in the order of the facts
    kind TEXT NOT NULL, -- of the document that changed; '' where months are judged for the first time
    document TEXT NOT NULL,
    revision BIGINT NOT NULL,
    scope TEXT NOT NULL, -- staff, unit, meeting, all
    id TEXT NOT NULL,
    first_date BIGINT NOT NULL,
    last_date BIGINT NOT NULL,
    phase TEXT NOT NULL, -- meeting, then staff
    done_to TEXT NOT NULL, -- the last id of the phase that is done; '' before the first
    done BIGINT NOT NULL, -- meetings and people
    total BIGINT NOT NULL
);
