-- Rows of a database that was written by a server of schema 0015, in the tables of 0012.
INSERT INTO closed_month (month, closed_utc_us, closed_by, manifest, hash) VALUES
    (24320, 1795394794000000, 'inspector', '{"month":"2026-09","documents":[{"name":"report.json","sha256":"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"}]}', 'fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9');
INSERT INTO frozen_document (month, name, media_type, sha256, bytes) VALUES
    (24320, 'report.json', 'application/json', '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae', X'666f6f');
INSERT INTO notice (no, topic, what, kind, id, unit, staff, detail, sent_utc_us) VALUES
    (1, 'breach/b1', 'breach_notified', 'breach', 'b1', 'u01', 's0007', '{}', 1795394795000000);
INSERT INTO notice_reader (account, no, read_utc_us) VALUES
    ('wang', 1, 0);
UPDATE counter SET value = 1 WHERE name = 'notice';
