-- Rows of a database that was written by a server of schema 0015, in the tables of 0009.
INSERT INTO kiosk_fault (kiosk, fault, state, detail, epoch, seq, held_epoch, held_seq, times, first_utc_us, last_utc_us) VALUES
    ('k0001', 'lost_tail', 'open', 'its store ends at 1:7480', 1, 7480, 1, 7485, 2, 1795394791000000, 1795394792000000);
