"""A tap whose kiosk could not trust its clock: who is shown it, who decides when it was, and the trace that this leaves."""

import contextlib
import json
import sqlite3

import office_site
from office_site import OfficeTest

API = "/api/v1"
MIDNIGHT_MS = 1798848000000  # 2027-01-02T00:00:00, local
ZONE_US = 8 * 3600 * 1000000


class TapTimes(OfficeTest):
    """Two taps at k0001 as its store would have them: of s1 between 08:00 and 09:00, and of s6 likewise."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with contextlib.closing(sqlite3.connect(cls.server.folder / "shoushi.db", timeout=30)) as store, store:
            if store.execute("SELECT COUNT(*) FROM uncertain_tap").fetchone()[0] == 0:
                cls.add_tap(store, 1, "s1")
                cls.add_tap(store, 2, "s6")

    @staticmethod
    def add_tap(store, seq, staff):
        before, after = (MIDNIGHT_MS + hour * 3600000 for hour in (8, 9))
        utc = [moment * 1000 - ZONE_US for moment in (before, after)]
        line = {"v": 1, "kiosk": "k0001", "epoch": 1, "seq": seq, "boot": "a" * 32, "at_utc_us": 1000000, "mono_us": 5000000,
                "clock": "uncertain", "clock_offset_us": 0, "clock_error_us": 0,
                "not_before_utc_us": utc[0], "not_after_utc_us": utc[1], "card": "recognised", "token": "7" * 63 + str(seq),
                "staff": staff, "meeting": "", "substitute_for": "",
                "shown": {"verdict": "uncertain", "late_min": 0, "early_min": 0}, "prev": "0" * 64}
        token = bytes.fromhex(line["token"])
        store.execute("INSERT INTO card VALUES (?, ?, 'active', -2147483648, 2147483647, NULL)", (token, staff))
        store.execute("INSERT INTO record VALUES ('k0001', 1, ?, 1, ?)", (seq, json.dumps(line, separators=(",", ":"))))
        store.execute("INSERT INTO tap VALUES (?, ?, ?, 'k0001', 1, ?, ?, 'recognised', 1, ?, ?, '', '', NULL)",
                      (before // 86400000, staff, before, seq, utc[0], before, after))
        store.execute("INSERT INTO uncertain_tap VALUES ('k0001', 1, ?, ?, ?)", (seq, "a" * 32, before))

    def waiting(self, account="inspector", more=""):
        found = self.must(self.log_in(account), 200, "GET", f"{API}/taps/uncertain?from=2027-01-01&to=2027-01-31{more}")
        return {tap["id"]: tap for tap in found["taps"]}

    def test_what_waits_is_shown_with_its_bounds_and_the_kiosks_word(self):
        tap = self.waiting()["k0001:1:2"]
        self.assertEqual((tap["clock"], tap["staff"], tap["not_before"], tap["not_after"], tap["claimed_at"]),
                         ("uncertain", "s6", "2027-01-02T08:00:00", "2027-01-02T09:00:00", "1970-01-01T08:00:01"))
        self.assertIn("k0001:1:2", self.waiting(more="&unit=u2"))
        self.assertNotIn("k0001:1:2", self.waiting(more="&unit=u1"))
        for account in ("clerk1", "p1", "host", "admin", "audit"):
            self.problem(self.log_in(account), 403, "permission", "GET", f"{API}/taps/uncertain")
        self.problem(self.log_in("inspector"), 422, "invalid", "GET", f"{API}/taps/uncertain?from=x", field="from")

    def test_an_inspector_decides_and_it_is_a_line_of_the_audit_log(self):
        inspector, body = self.log_in("inspector"), {"tap": "k0001:1:1", "staff": "s1", "reason": "监控录像",
                                                     "at": "2027-01-02T08:21:00"}
        self.problem(self.log_in("clerk1"), 403, "permission", "POST", f"{API}/tap-times", body)
        self.problem(inspector, 422, "invalid", "POST", f"{API}/tap-times", {**body, "at": "2027-01-02T09:00:01"}, field="at")
        self.problem(inspector, 422, "invalid", "POST", f"{API}/tap-times", {**body, "staff": "s2"}, field="staff")
        self.problem(inspector, 422, "invalid", "POST", f"{API}/tap-times", {**body, "reason": None}, field="reason")
        self.problem(inspector, 422, "invalid", "POST", f"{API}/tap-times", {**body, "tap": "k0001:1:9"})
        made = self.must(inspector, 201, "POST", f"{API}/tap-times", body)
        self.assertEqual((made["decided_by"], made["at"]), ("inspector", "2027-01-02T08:21:00"))
        self.assertNotIn("k0001:1:1", self.waiting())
        taps = self.must(inspector, 200, "GET", f"{API}/taps?date=2027-01-02")["taps"]
        tap = next(tap for tap in taps if tap["id"] == "k0001:1:1")
        self.assertEqual((tap["clock"], tap["at"], tap["claimed_at"]), ("settled", "2027-01-02T08:21:00", "1970-01-01T08:00:01"))
        self.must(inspector, 200, "PATCH", f"{API}/tap-times/k0001:1:1", {"at": "2027-01-02T08:35:00"})
        self.must(inspector, 200, "GET", f"{API}/tap-times/k0001:1:1")
        self.must(inspector, 204, "DELETE", f"{API}/tap-times/k0001:1:1")
        self.assertIn("k0001:1:1", self.waiting())
        self.assertEqual(self.must(inspector, 200, "GET", f"{API}/tap-times")["items"], [])
        lines = self.must(self.log_in("audit"), 200, "GET", f"{API}/audit?limit=200&kind=tap_time")["lines"]
        lines = [json.loads(line) if isinstance(line, str) else line for line in lines]
        self.assertTrue({"tap_time.make", "tap_time.change", "tap_time.remove"} <= {line["action"] for line in lines}, lines)

    def test_a_tap_later_than_now_is_shown_while_it_waits(self):
        """In the year 2050 by a clock that its kiosk vouched for."""
        at_ms = MIDNIGHT_MS + 8400 * 86400000 + 8 * 3600000
        line = {"v": 1, "kiosk": "k0001", "epoch": 1, "seq": 3, "boot": "a" * 32, "at_utc_us": at_ms * 1000 - ZONE_US, "mono_us": 5000000,
                "clock": "synced", "clock_offset_us": 0, "clock_error_us": 1000, "not_before_utc_us": 0, "not_after_utc_us": 0,
                "card": "recognised", "token": "7" * 63 + "1", "staff": "s1", "meeting": "", "substitute_for": "",
                "shown": {"verdict": "on_time", "late_min": 0, "early_min": 0}, "prev": "0" * 64}
        with contextlib.closing(sqlite3.connect(self.server.folder / "shoushi.db", timeout=30)) as store, store:
            store.execute("INSERT INTO record VALUES ('k0001', 1, 3, 1, ?)", (json.dumps(line, separators=(",", ":")),))
            store.execute("INSERT INTO tap VALUES (?, 's1', ?, 'k0001', 1, 3, ?, 'recognised', 0, 0, 0, '', '', NULL)",
                          (at_ms // 86400000, at_ms, line["at_utc_us"]))
        found = self.must(self.log_in("inspector"), 200, "GET", f"{API}/taps/ahead")
        self.assertEqual([(tap["id"], tap["staff"], tap["at"][:4]) for tap in found["taps"]], [("k0001:1:3", "s1", "2050")])
        self.assertEqual(self.must(self.log_in("inspector"), 200, "GET", f"{API}/taps/ahead?unit=u2")["taps"], [])
        for account in ("clerk1", "p1", "host", "admin", "audit"):
            self.problem(self.log_in(account), 403, "permission", "GET", f"{API}/taps/ahead")
        with contextlib.closing(sqlite3.connect(self.server.folder / "shoushi.db", timeout=30)) as store, store:
            store.execute("DELETE FROM tap WHERE seq = 3")


if __name__ == "__main__":
    office_site.main()
