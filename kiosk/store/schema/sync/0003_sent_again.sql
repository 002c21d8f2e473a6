-- 1: all lines after the head have been sent again since the server said so: it lacks something else than them.
ALTER TABLE journal ADD COLUMN sent_again INTEGER NOT NULL DEFAULT 0;

PRAGMA user_version = 3;
