-- Rows of a database that was written by a server of schema 0004, in the tables of 0002.
INSERT INTO card (token, staff, state, from_date, to_date) VALUES
    (X'00bc6939bd8df48f8b66a6b8a992278b67057cad550a17f3925fde03343ee4aa', 's0219', 'active', -2147483648, 2147483647);
INSERT INTO card (token, staff, state, from_date, to_date) VALUES
    (X'0142fb3d31050ed3aac2d977008de9aa98aed7a038536090aec4408cd9e519b5', 's0237', 'active', -2147483648, 2147483647);
INSERT INTO card (token, staff, state, from_date, to_date) VALUES
    (X'031d1e2ce791b59a2146e7b372c4d0ed58503b0ff09c57b7e57d7ea4c5a4f313', 's0230', 'active', -2147483648, 2147483647);
INSERT INTO card (token, staff, state, from_date, to_date) VALUES
    (X'033e851e6d1b872add44012c4aba6c7d5743edce18b42e40778a4ea999d8b164', 's0256', 'active', -2147483648, 2147483647);
INSERT INTO card (token, staff, state, from_date, to_date) VALUES
    (X'035905b79b42c08496d452ea460e116aa0e81dfdc654d8bc428085d0a8c0d4b4', 's0225', 'active', -2147483648, 2147483647);
INSERT INTO document (kind, id, revision, value) VALUES
    ('site', 'site', 1, '{"name":"守时县","place":"守时县","timezone":"Asia/Shanghai"}');
INSERT INTO document (kind, id, revision, value) VALUES
    ('policy', 'policy', 2, '{"late_grace_min":0,"late_as_absent_min":120,"max_corrections_per_month":3,"escalation":[{"figure":"late","at_least":3,"per":"month","step":"提醒"},{"figure":"violations","at_least":6,"per":"month","step":"谈话提醒"}]}');
INSERT INTO document (kind, id, revision, value) VALUES
    ('unit', 'u01', 3, '{"code":"u01","name":"县政府办公室"}');
INSERT INTO document (kind, id, revision, value) VALUES
    ('unit', 'u02', 4, '{"code":"u02","name":"县委办公室"}');
INSERT INTO document (kind, id, revision, value) VALUES
    ('unit', 'u03', 5, '{"code":"u03","name":"县发展和改革局"}');
INSERT INTO document_link (named_kind, named_id, kind, id) VALUES
    ('schedule', 'office', 'assignment', 'a01');
INSERT INTO document_link (named_kind, named_id, kind, id) VALUES
    ('unit', 'u01', 'assignment', 'a01');
INSERT INTO document_link (named_kind, named_id, kind, id) VALUES
    ('schedule', 'office', 'assignment', 'a02');
INSERT INTO document_link (named_kind, named_id, kind, id) VALUES
    ('unit', 'u02', 'assignment', 'a02');
INSERT INTO document_link (named_kind, named_id, kind, id) VALUES
    ('schedule', 'office', 'assignment', 'a03');
INSERT INTO fact (revision, kind, id, value, recorded_utc_us, author) VALUES
    (1, 'site', 'site', '{"name":"守时县","place":"守时县","timezone":"Asia/Shanghai"}', 1795394773228299, 'command-line');
INSERT INTO fact (revision, kind, id, value, recorded_utc_us, author) VALUES
    (2, 'policy', 'policy', '{"late_grace_min":0,"late_as_absent_min":120,"max_corrections_per_month":3,"escalation":[{"figure":"late","at_least":3,"per":"month","step":"提醒"},{"figure":"violations","at_least":6,"per":"month","step":"谈话提醒"}]}', 1795394782469291, 'sample');
INSERT INTO fact (revision, kind, id, value, recorded_utc_us, author) VALUES
    (3, 'unit', 'u01', '{"code":"u01","name":"县政府办公室"}', 1795394782469291, 'sample');
INSERT INTO fact (revision, kind, id, value, recorded_utc_us, author) VALUES
    (4, 'unit', 'u02', '{"code":"u02","name":"县委办公室"}', 1795394782469291, 'sample');
INSERT INTO fact (revision, kind, id, value, recorded_utc_us, author) VALUES
    (5, 'unit', 'u03', '{"code":"u03","name":"县发展和改革局"}', 1795394782469291, 'sample');
