-- Who may log in, and who is logged in. Times end in _utc_us (microseconds since 1970).

CREATE TABLE account (
    account TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL, -- as shown
    staff TEXT NOT NULL, -- whose account it is; '' where it is nobody's on the roster
    state TEXT NOT NULL, -- active, closed
    password TEXT NOT NULL, -- argon2id in the PHC form
    one_time BIGINT NOT NULL, -- 1: must be changed before anything else
    password_expires_utc_us BIGINT NOT NULL, -- of a one-time password; 0: never
    password_set_utc_us BIGINT NOT NULL,
    made_utc_us BIGINT NOT NULL,
    made_by TEXT NOT NULL
);

CREATE TABLE account_role (
    account TEXT NOT NULL,
    role TEXT NOT NULL, -- staff, clerk, organizer, inspector, administrator, security_officer, auditor
    unit TEXT NOT NULL, -- in which unit and those below it; '' for all
    PRIMARY KEY (account, role, unit)
) /* clustered */;

-- Log-ins tried, by account or address whether it exists or not: SHA-256 of which, so that passwords
-- typed into the wrong field do not lie here.
CREATE TABLE login_attempt (
    subject_hash BYTEA NOT NULL PRIMARY KEY,
    attempts BIGINT NOT NULL, -- since since_utc_us
    since_utc_us BIGINT NOT NULL,
    locked_until_utc_us BIGINT NOT NULL -- 0: not locked
);
CREATE INDEX login_attempt_by_time ON login_attempt (since_utc_us);

-- Only the hash of a session's token is here: who reads the database cannot log in with it.
CREATE TABLE login_session (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    began_utc_us BIGINT NOT NULL,
    seen_utc_us BIGINT NOT NULL,
    ends_utc_us BIGINT NOT NULL -- whatever happens
);
CREATE INDEX login_session_by_account ON login_session (account, seen_utc_us);
CREATE INDEX login_session_by_end ON login_session (ends_utc_us);
