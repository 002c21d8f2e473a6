-- What live boards were told last, for all servers on this database and for listeners that come back. One row a commit;
-- old rows go. The events of a row have the ids up to last_id without a gap.

CREATE TABLE live_event (
    number BIGINT NOT NULL PRIMARY KEY, -- of events ever told, with those of this row
    last_id BIGINT NOT NULL,
    event_count BIGINT NOT NULL,
    events TEXT NOT NULL -- JSON: [[name, label, data], …]
);
