-- Rows of a database that was written by a server of schema 0015, in the tables of 0008.
INSERT INTO recovery_code (account, code_hash) VALUES
    ('wang', X'35167621b30853e318ce42d89b2825e5a3d89db18de4161451356b9372812e36');
INSERT INTO second_step (account, state, nonce, secret, last_step, made_utc_us) VALUES
    ('wang', 'active', X'0102030405060708090a0b0c', X'a1b2c3d4e5f60718293a4b5c6d7e8f9001020304', 59179825, 1795394790000000);
