-- Taps by which somebody has reported back from leave or a trip (销假), until the office has acted on them.

CREATE TABLE reported_back (
    kiosk TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    staff TEXT NOT NULL,
    at_ms BIGINT NOT NULL, -- local milliseconds since 1970
    PRIMARY KEY (kiosk, epoch, seq)
);
