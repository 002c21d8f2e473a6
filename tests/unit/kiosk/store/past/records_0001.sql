-- Taps as they were written down. A line is never changed.

-- Each time numbering begins anew: at enrolment, and after a damaged database was set aside.
CREATE TABLE epoch (
    epoch INTEGER PRIMARY KEY,
    kiosk TEXT NOT NULL,
    began_utc_us INTEGER NOT NULL
);

-- One line of JSON each, without its newline, in the order of writing: id is epoch × 2^40 + seq, so
-- that one key gives the order, the uniqueness and the place on disk, and a tap writes to no other
-- tree.
CREATE TABLE record (
    id INTEGER PRIMARY KEY,
    line BLOB NOT NULL,
    epoch INTEGER AS (id >> 40),
    seq INTEGER AS (id & 1099511627775)
);

PRAGMA application_id = 1399353137;
PRAGMA user_version = 1;

-- Rows of a kiosk of that time.
PRAGMA journal_mode = WAL;
INSERT INTO epoch VALUES (1, 'k0001', 1772411400000000);
INSERT INTO record (id, line) VALUES
    (1099511627777, CAST('{"v":1,"kiosk":"k0001","epoch":1,"seq":1,"boot":"00112233445566778899aabbccddeeff","at_utc_us":1772411400000000,"mono_us":0,"clock":"synced","clock_offset_us":0,"clock_error_us":0,"not_before_utc_us":0,"not_after_utc_us":0,"card":"recognised","token":"0707070707070707070707070707070707070707070707070707070707070707","staff":"s1","meeting":"","substitute_for":"","shown":{"verdict":"on_time","late_min":0,"early_min":0},"prev":"1275cc1bc3544221ab9ee13b4825c101f0d1d82f30d10f13c2700b2d6850cebf"}' AS BLOB)),
    (1099511627778, CAST('{"v":1,"kiosk":"k0001","epoch":1,"seq":2,"boot":"00112233445566778899aabbccddeeff","at_utc_us":1772411460000000,"mono_us":60000000,"clock":"synced","clock_offset_us":0,"clock_error_us":0,"not_before_utc_us":0,"not_after_utc_us":0,"card":"recognised","token":"0707070707070707070707070707070707070707070707070707070707070707","staff":"s1","meeting":"","substitute_for":"","shown":{"verdict":"on_time","late_min":0,"early_min":0},"prev":"8e36645098c690b2f118ba399fcc26efc5878ab94a933627d84c4721b89b34b1"}' AS BLOB)),
    (1099511627779, CAST('{"v":1,"kiosk":"k0001","epoch":1,"seq":3,"boot":"00112233445566778899aabbccddeeff","at_utc_us":1772411520000000,"mono_us":120000000,"clock":"synced","clock_offset_us":0,"clock_error_us":0,"not_before_utc_us":0,"not_after_utc_us":0,"card":"recognised","token":"0707070707070707070707070707070707070707070707070707070707070707","staff":"s1","meeting":"","substitute_for":"","shown":{"verdict":"on_time","late_min":0,"early_min":0},"prev":"8cbe09f43f3e790476dd0ece8867524a2d23baaf17fa8c1958827454728af202"}' AS BLOB));
