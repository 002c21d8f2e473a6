-- When a card that is in use again stood revoked: local milliseconds since 1970, from included, to not. What was tapped
-- with it then stays nobody's (decision 29).
CREATE TABLE card_gap (
    token BYTEA NOT NULL,
    from_ms BIGINT NOT NULL,
    to_ms BIGINT NOT NULL,
    PRIMARY KEY (token, from_ms)
) /* clustered */;
