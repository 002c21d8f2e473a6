-- Rows of a database that was written by a server of schema 0016, in the tables of 0016.
INSERT INTO photo (staff, sha256, bytes) VALUES
    ('s0219', '9f64a747e1b97f131fabb6b447296c9b6f0201e79fb3c5356e6c77e89b6a806a', X'ffd8ffd9');
