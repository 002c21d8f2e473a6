-- Rows of a database that was written by a server of schema 0015, in the tables of 0014.
INSERT INTO reported_back (kiosk, epoch, seq, staff, at_ms) VALUES
    ('k0001', 1, 7, 's0007', 1791417629063);
