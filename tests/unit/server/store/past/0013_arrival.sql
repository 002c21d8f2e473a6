-- In which order records came, whichever kiosk they are of: what the other kiosks are told of. One row a stretch of
-- lines that follow each other; rows go after some weeks, since kiosks ask for no older ones.

CREATE TABLE arrival (
    no BIGINT NOT NULL PRIMARY KEY,
    kiosk TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    first_seq BIGINT NOT NULL,
    last_seq BIGINT NOT NULL,
    received_utc_us BIGINT NOT NULL
);

CREATE INDEX arrival_by_time ON arrival (received_utc_us);

INSERT INTO counter (name, value) VALUES ('arrival', 0);
