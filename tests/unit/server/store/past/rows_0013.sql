-- Rows of a database that was written by a server of schema 0015, in the tables of 0013.
INSERT INTO arrival (no, kiosk, epoch, first_seq, last_seq, received_utc_us) VALUES
    (1, 'k0001', 1, 1, 500, 1795394784042707);
UPDATE counter SET value = 1 WHERE name = 'arrival';
