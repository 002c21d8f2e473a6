-- Rows of a database that was written by a server of schema 0004, in the tables of 0003.
INSERT INTO attendee_verdict (meeting, staff, unit, date, result, late_min, early_min, flags) VALUES
    ('x', 'x', 'x', 1, 'x', 1, 1, 1);
INSERT INTO day_verdict (date, staff, session, unit, status, check_in, check_out, late_min, early_min, leave_min, trip_min, tap_count) VALUES
    (1, 'x', 1, 'x', 'x', 'x', 'x', 1, 1, 1, 1, 1);
INSERT INTO judged_month (month, stale) VALUES
    (1, 1);
INSERT INTO person_month (month, staff, unit, checks_due, on_time, late, late_min, early, early_min, missing, absent, leave, trip, leave_min, trip_min, corrections, meetings_due, meetings_on_time, meetings_late, meetings_absent, meetings_leave, meetings_leave_late, meetings_substituted, meetings_unapproved_substitute, meetings_left_early, review, violations) VALUES
    (1, 'x', 'x', 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
INSERT INTO unsettled_day (date, staff, changes_at_ms) VALUES
    (1, 'x', 1);
INSERT INTO unsettled_meeting (meeting, changes_at_ms) VALUES
    ('x', 1);
