-- The tables that grow with the days. SQLite has each in one tree in the order of its key, where a month's rows lie
-- together already; PostgreSQL keeps a part for each month (server/store/postgres_parts.h), and their indexes are made again.
/* by month: tap (date, staff, at_ms, kiosk, epoch, seq) */
CREATE INDEX IF NOT EXISTS tap_nobody ON tap (token) WHERE staff = '';
CREATE INDEX IF NOT EXISTS tap_uncertain ON tap (staff, not_before_ms) WHERE uncertain = 1;
CREATE INDEX IF NOT EXISTS tap_substitute ON tap (meeting, at_ms) WHERE substitute_for <> '';
/* by month: day_verdict (date, staff, session) */
