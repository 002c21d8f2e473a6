-- What is wrong with a kiosk that no single line shows: kept until a person has looked at it.
CREATE TABLE kiosk_fault (
    kiosk TEXT NOT NULL,
    fault TEXT NOT NULL, -- lost_tail: its store ends before what it sent; signature: a request was not signed by it
    state TEXT NOT NULL, -- suspected: seen once, which two requests at once can look like; open; closed
    detail TEXT NOT NULL,
    epoch BIGINT NOT NULL, -- what it says; 0 where it says nothing
    seq BIGINT NOT NULL,
    held_epoch BIGINT NOT NULL, -- what the server holds
    held_seq BIGINT NOT NULL,
    times BIGINT NOT NULL,
    first_utc_us BIGINT NOT NULL,
    last_utc_us BIGINT NOT NULL,
    PRIMARY KEY (kiosk, fault)
) /* clustered */;
