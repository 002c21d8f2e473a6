-- What the server has answered.

-- One row: the last line answered for, the last head in the server's own hand, and how the clocks
-- stood when last compared.
CREATE TABLE journal (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    kiosk TEXT NOT NULL, -- to whom it was answered
    acknowledged_epoch INTEGER NOT NULL,
    acknowledged_seq INTEGER NOT NULL,
    head_epoch INTEGER NOT NULL,
    head_seq INTEGER NOT NULL,
    head_hash BLOB NOT NULL,
    head_signature BLOB NOT NULL,
    boot TEXT NOT NULL,
    utc_us INTEGER NOT NULL, -- 0: never compared
    mono_us INTEGER NOT NULL,
    offset_us INTEGER NOT NULL,
    error_us INTEGER NOT NULL
);
INSERT INTO journal VALUES (1, '', 0, 0, 0, 0, zeroblob(32), zeroblob(64), '', 0, 0, 0, 0);

-- Lines that the server put aside for a person to look at.
CREATE TABLE quarantine (
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (epoch, seq)
) WITHOUT ROWID;

PRAGMA application_id = 1399353139;
PRAGMA user_version = 1;

-- Rows of a kiosk of that time.
PRAGMA journal_mode = WAL;
UPDATE journal SET kiosk = 'k0001', acknowledged_epoch = 1, acknowledged_seq = 3, head_epoch = 1, head_seq = 2;
INSERT INTO quarantine VALUES (1, 3, 'fork');
