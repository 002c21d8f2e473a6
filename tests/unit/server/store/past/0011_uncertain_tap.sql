-- Records whose kiosk could not trust its clock, to find them again when it is learned what the time was: by a later
-- comparison of the same boot, or by a person's decision (documents of kind tap_time).
CREATE TABLE uncertain_tap (
    kiosk TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    boot TEXT NOT NULL,
    at_ms BIGINT NOT NULL, -- where its row in tap stands now
    PRIMARY KEY (kiosk, epoch, seq)
) /* clustered */;
CREATE INDEX uncertain_tap_by_boot ON uncertain_tap (kiosk, boot);
