-- Rows of a database that was written by a server of schema 0015, in the tables of 0015.
INSERT INTO live_event (number, last_id, event_count, events) VALUES
    (1, 1, 1, '[["tap","k0001","{}"]]');
