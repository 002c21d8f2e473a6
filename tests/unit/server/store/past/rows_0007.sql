-- Rows of a database that was written by a server of schema 0015, in the tables of 0007.
INSERT INTO entry (kind, id, version, value, made_utc_us, made_by, changed_utc_us, changed_by, sort, search, unit, staff, meeting, owner, state, from_day, to_day) VALUES
    ('site', 'site', 0, '{}', 1795957772148811, '', 1795957772148811, '', 'site', ' site', '', '', '', '', '', -2147483648, 2147483647);
INSERT INTO entry (kind, id, version, value, made_utc_us, made_by, changed_utc_us, changed_by, sort, search, unit, staff, meeting, owner, state, from_day, to_day) VALUES
    ('policy', 'policy', 0, '{}', 1795957776747805, '', 1795957776747805, '', 'policy', ' policy', '', '', '', '', '', -2147483648, 2147483647);
INSERT INTO evidence (id, bytes) VALUES
    ('e1', X'255044462d312e340a');
INSERT INTO membership (staff, from_day, to_day, unit) VALUES
    ('s0001', -2147483648, 2147483647, 'u01');
INSERT INTO membership (staff, from_day, to_day, unit) VALUES
    ('s0002', -2147483648, 2147483647, 'u01');
INSERT INTO sent_request (account, request_key, request_hash, kind, id, made_utc_us) VALUES
    ('admin', '5f3c1d0e-1', X'9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', 'leave', 'l1', 1795394793000000);
INSERT INTO unit_above (unit, above) VALUES
    ('u01', 'u01');
INSERT INTO unit_above (unit, above) VALUES
    ('u02', 'u02');
UPDATE counter SET value = 2 WHERE name = 'entry';
