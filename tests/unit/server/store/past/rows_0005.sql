-- Rows of a database that was written by a server of schema 0015, in the tables of 0005.
INSERT INTO attendee_verdict (meeting, staff, unit, date, result, late_min, early_min, flags) VALUES
    ('m0001', 's0001', 'u01', 20786, 'on_time', 0, 0, 0);
INSERT INTO attendee_verdict (meeting, staff, unit, date, result, late_min, early_min, flags) VALUES
    ('m0001', 's0007', 'u01', 20786, 'pending', 0, 0, 0);
INSERT INTO day_verdict (date, staff, session, unit, status, check_in, check_out, late_min, early_min, leave_min, trip_min, tap_count, window_to_ms) VALUES
    (20734, 's0001', 1, 'u01', 'normal', 'on_time', 'on_time', 0, 0, 0, 0, 2, 1791502200000);
INSERT INTO day_verdict (date, staff, session, unit, status, check_in, check_out, late_min, early_min, leave_min, trip_min, tap_count, window_to_ms) VALUES
    (20734, 's0002', 1, 'u01', 'normal', 'on_time', 'on_time', 0, 0, 0, 0, 2, 1791502200000);
INSERT INTO judged_month (month) VALUES
    (24312);
INSERT INTO judged_month (month) VALUES
    (24313);
INSERT INTO person_month (month, staff, unit, checks_due, on_time, late, late_min, early, early_min, missing, absent, leave, trip, leave_min, trip_min, corrections, meetings_due, meetings_on_time, meetings_late, meetings_absent, meetings_leave, meetings_leave_late, meetings_substituted, meetings_unapproved_substitute, meetings_left_early, review, violations) VALUES
    (24321, 's0001', 'u01', 36, 36, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO person_month (month, staff, unit, checks_due, on_time, late, late_min, early, early_min, missing, absent, leave, trip, leave_min, trip_min, corrections, meetings_due, meetings_on_time, meetings_late, meetings_absent, meetings_leave, meetings_leave_late, meetings_substituted, meetings_unapproved_substitute, meetings_left_early, review, violations) VALUES
    (24321, 's0002', 'u01', 36, 36, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO unsettled_day (date, staff, changes_at_ms) VALUES
    (20786, 's0001', 1796014500000);
INSERT INTO unsettled_day (date, staff, changes_at_ms) VALUES
    (20786, 's0002', 1796014500000);
INSERT INTO unsettled_meeting (meeting, changes_at_ms) VALUES
    ('m0001', 1795992000000);
INSERT INTO unsettled_meeting (meeting, changes_at_ms) VALUES
    ('m0002', 1795992000000);
INSERT INTO rejudging (no, kind, document, revision, scope, id, first_date, last_date, phase, done_to, done, total) VALUES
    (1, 'schedule', 'day', 12, 'all', '', 20513, 20543, 'staff', 's0007', 7, 300);
INSERT INTO verdict_difference (date, staff, no, session, meeting, old_verdict, new_verdict, causes, changed_utc_us) VALUES
    (20514, 's0007', 1, 1, '', '{"status":"exception","in":"late","out":"on_time","late_min":17,"early_min":0}', '{"status":"normal","in":"on_time","out":"on_time","late_min":0,"early_min":0}', '[{"kind":"tap","id":"k0002:1:1"}]', 1795394796000000);
