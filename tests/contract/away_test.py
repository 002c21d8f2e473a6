"""Leave, trips and corrections: who decides them, what may be done with one now, and what is somebody's own affair."""

import office_site
from office_site import NASTY, OfficeTest

API = "/api/v1"


class TimeAway(OfficeTest):

    def leave(self, caller, staff, first, last):
        return self.must(caller, 201, "POST", f"{API}/leaves",
                         {"staff": staff, "from": first, "to": last, "type": "personal", "reason": "家事"})

    def test_half_a_day_is_the_section_heads_and_more_is_the_heads(self):
        p1, p2, p3, p4 = (self.log_in(name) for name in ("p1", "p2", "p3", "p4"))
        half = self.leave(p1, "s1", "2027-03-01T08:30:00", "2027-03-01T12:00:00")
        self.assertEqual((half["state"], half["needs_rank"]), ("pending", "section_head"))
        self.problem(p1, 403, "permission", "POST", f"{API}/leaves/{half['id']}/approve", {})
        self.assertEqual(self.must(p2, 200, "POST", f"{API}/leaves/{half['id']}/approve", {})["decided_by"], "s2")
        day = self.leave(p1, "s1", "2027-03-02T08:30:00", "2027-03-02T17:30:00")
        self.assertEqual(day["needs_rank"], "deputy")
        self.problem(p2, 403, "permission", "POST", f"{API}/leaves/{day['id']}/approve", {})
        self.must(p3, 200, "POST", f"{API}/leaves/{day['id']}/approve", {"comment": NASTY})
        week = self.leave(p1, "s1", "2027-03-08T00:00:00", "2027-03-13T00:00:00")
        self.assertEqual(week["needs_rank"], "head")
        self.problem(p3, 403, "permission", "POST", f"{API}/leaves/{week['id']}/approve", {})
        self.must(p4, 200, "POST", f"{API}/leaves/{week['id']}/reject", {"comment": "忙"})
        self.problem(p4, 409, "state", "POST", f"{API}/leaves/{week['id']}/approve", {})
        self.problem(p1, 409, "state", "PATCH", f"{API}/leaves/{week['id']}", {"reason": "x"})

    def test_a_higher_rank_is_approved_by_one_higher_still(self):
        own = self.leave(self.log_in("p4"), "s4", "2027-04-01T08:30:00", "2027-04-01T12:00:00")
        self.problem(self.log_in("p3"), 403, "permission", "POST", f"{API}/leaves/{own['id']}/approve", {})
        clerk = self.log_in("clerk1")
        self.problem(clerk, 422, "invalid", "POST", f"{API}/leaves/{own['id']}/approve", {}, field="approver")
        self.problem(clerk, 422, "invalid", "POST", f"{API}/leaves/{own['id']}/approve", {"approver": "s3"}, field="approver")
        done = self.must(clerk, 200, "POST", f"{API}/leaves/{own['id']}/approve", {"approver": "s0"})
        self.assertEqual((done["decided_by"], done["recorded_by"]), ("s0", "clerk1"))

    def may(self, account, path):
        """What the account is told that it may do with the thing now."""
        read = self.must(self.log_in(account), 200, "GET", f"{API}/{path}")
        return {name.removeprefix("may_") for name, may in read.items() if name.startswith("may_") and may}

    def test_whoever_reads_one_is_told_what_may_be_done_with_it(self):
        leave = self.leave(self.log_in("p1"), "s1", "2027-04-01T08:30:00", "2027-04-01T12:00:00")
        path = f"leaves/{leave['id']}"
        self.assertEqual(self.may("p1", path), {"withdraw"})
        self.assertEqual(self.may("clerk1", path), {"approve", "reject", "withdraw"})
        self.assertEqual(self.may("p2", path), {"approve", "reject"})
        self.must(self.log_in("clerk1"), 200, "POST", f"{API}/{path}/approve", {"approver": "s4"})
        self.assertEqual([self.may(account, path) for account in ("p1", "clerk1", "p2")], [{"withdraw"}, {"withdraw"}, set()])
        self.must(self.log_in("p1"), 200, "POST", f"{API}/{path}/withdraw", {})
        self.assertEqual([self.may(account, path) for account in ("p1", "clerk1")], [set(), set()])

    def test_what_has_begun_ends_with_reporting_back_and_is_not_offered_to_be_withdrawn(self):
        clerk = self.log_in("clerk1")
        path = f"leaves/{self.leave(clerk, 's5', '2020-04-02T08:30:00', '2020-04-02T12:00:00')['id']}"
        self.must(clerk, 200, "POST", f"{API}/{path}/approve", {"approver": "s2"})
        self.assertEqual(self.may("clerk1", path), {"return"})
        self.problem(clerk, 409, "state", "POST", f"{API}/{path}/withdraw", {})
        self.must(clerk, 200, "POST", f"{API}/{path}/return", {})
        self.assertEqual(self.may("clerk1", path), set())

    def test_a_correction_is_withdrawn_by_whoever_asked_until_it_counts(self):
        p1 = self.log_in("p1")
        made = self.must(p1, 201, "POST", f"{API}/corrections", {"staff": "s1", "at": "2024-05-06T08:30:00", "reason": "忘带卡"})
        path = f"corrections/{made['id']}"
        self.assertEqual(self.may("p1", path), {"withdraw"})
        self.must(self.log_in("p2"), 200, "POST", f"{API}/{path}/approve", {})
        self.assertEqual(self.may("p1", path), set())
        self.problem(p1, 409, "state", "POST", f"{API}/{path}/withdraw", {})

    def test_nobody_asks_for_others(self):
        self.problem(self.log_in("p1"), 403, "permission", "POST", f"{API}/leaves",
                     {"staff": "s2", "from": "2027-03-01T08:30:00", "to": "2027-03-01T12:00:00", "type": "sick"})

    def test_reporting_back_early_ends_the_leave(self):
        clerk = self.log_in("clerk1")
        leave = self.leave(clerk, "s5", "2020-03-02T08:30:00", "2020-03-02T12:00:00")
        self.must(clerk, 200, "POST", f"{API}/leaves/{leave['id']}/approve", {"approver": "s2"})
        back = self.must(clerk, 200, "POST", f"{API}/leaves/{leave['id']}/return", {"at": "2020-03-02T10:00:00"})
        self.assertEqual((back["state"], back["to"], back["planned_to"]),
                         ("returned", "2020-03-02T10:00:00", "2020-03-02T12:00:00"))
        self.problem(clerk, 409, "state", "POST", f"{API}/leaves/{leave['id']}/return", {})

    def test_trips_go_the_same_way(self):
        clerk = self.log_in("clerk1")
        trip = self.must(clerk, 201, "POST", f"{API}/trips", {"staff": "s5", "from": "2027-05-01T08:00:00",
                         "to": "2027-05-01T12:00:00", "destination": "市里", "companions": ["s1"]})
        self.must(clerk, 200, "POST", f"{API}/trips/{trip['id']}/approve", {"approver": "s2"})
        self.must(clerk, 200, "POST", f"{API}/trips/{trip['id']}/withdraw", {})

    def test_corrections_have_a_quota(self):
        self.must(self.admin, 200, "PATCH", f"{API}/policy", {"max_corrections_per_month": 1})
        p1 = self.log_in("p1")
        body = {"staff": "s1", "at": "2026-01-05T08:30:00", "reason": "忘带卡"}
        one = self.must(p1, 201, "POST", f"{API}/corrections", body)
        self.problem(p1, 409, "state", "POST", f"{API}/corrections", {**body, "at": "2026-01-06T08:30:00"})
        self.must(p1, 201, "POST", f"{API}/corrections", {**body, "at": "2026-02-06T08:30:00"})
        self.must(self.log_in("p2"), 200, "POST", f"{API}/corrections/{one['id']}/reject", {})
        self.must(p1, 201, "POST", f"{API}/corrections", {**body, "at": "2026-01-06T08:30:00"})
        self.problem(p1, 422, "invalid", "POST", f"{API}/corrections", {**body, "at": "2999-01-06T08:30:00"}, field="at")
        self.must(self.admin, 200, "PATCH", f"{API}/office-policy", {"correction_needs_evidence": True})
        self.problem(p1, 422, "invalid", "POST", f"{API}/corrections", {**body, "at": "2026-03-06T08:30:00"}, field="evidence")
        self.must(self.admin, 200, "PATCH", f"{API}/office-policy", {"correction_needs_evidence": False})


if __name__ == "__main__":
    office_site.main()
