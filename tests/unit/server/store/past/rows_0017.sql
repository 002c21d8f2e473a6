-- Rows of a database that was written by a server of schema 0017, in the tables of 0017.
INSERT INTO card (token, staff, state, from_date, to_date, revoked_from_ms) VALUES
    (X'17ab7b92d33c1cbb5d6ee1b39c66a7f1f8a5a9dd4d3c1de60b6a4f0f3d5b6c17', 's0219', 'revoked', -2147483648, 2147483647, 1772440200000);
