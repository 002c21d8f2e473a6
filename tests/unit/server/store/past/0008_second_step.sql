-- The second step of logging in (RFC 6238), for accounts that have asked for it.
CREATE TABLE second_step (
    account TEXT NOT NULL PRIMARY KEY,
    state TEXT NOT NULL, -- pending: its first code has not been typed yet; active
    nonce BYTEA NOT NULL,
    secret BYTEA NOT NULL, -- hidden with the server's key and the nonce
    last_step BIGINT NOT NULL, -- of the newest code that was taken: none is taken twice
    made_utc_us BIGINT NOT NULL
);

-- Codes for who has lost the device; each is good once.
CREATE TABLE recovery_code (
    account TEXT NOT NULL,
    code_hash BYTEA NOT NULL,
    PRIMARY KEY (account, code_hash)
) /* clustered */;
