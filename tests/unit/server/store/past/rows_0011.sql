-- Rows of a database that was written by a server of schema 0015, in the tables of 0011.
INSERT INTO uncertain_tap (kiosk, epoch, seq, boot, at_ms) VALUES
    ('k0001', 1, 2, '00000000000000000000000000000001', 1791380640000);
