"""Every report call, asked by each role: each is shown what it is entitled to, the whole of that, and nothing else."""

import re

import office_site
from office_site import OfficeTest

API = "/api/v1"
FEBRUARY = "from=2026-02-01&to=2026-02-28&as_of=2026-03-01T12:00:00"
UNIT1, EVERYBODY = {"s1", "s2", "s3", "s4", "s5"}, {"s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7"}


class ReportRights(OfficeTest):
    """A month with hours for everybody, a meeting of two units that `host` organizes, and one that was cancelled."""

    meeting = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if ReportRights.meeting:
            return
        cls.must(cls.admin, 201, "POST", f"{API}/schedules", {"id": "rights", "versions": [
            {"from": "2026-02-01", "to": "2026-02-28", "weekdays": [1, 2, 3, 4, 5],
             "sessions": [{"start": "08:30", "end": "17:30", "in": "required", "out": "required"}]}]})
        for unit in ("u0", "u1", "u11", "u2"):
            cls.must(cls.admin, 201, "POST", f"{API}/assignments",
                     {"unit": unit, "schedule": "rights", "from": "2026-02-01", "to": "2026-02-28"})
        made = cls.must(cls.log_in("host"), 201, "POST", f"{API}/meetings", {
            "title": "两单位会", "start": "2026-02-03T09:00:00", "end": "2026-02-03T10:00:00",
            "attendees": [{"staff": "s4", "role": "required"}, {"staff": "s6", "role": "required"}]})
        off = cls.must(cls.log_in("host"), 201, "POST", f"{API}/meetings", {
            "title": "不开了", "start": "2026-02-04T09:00:00", "end": "2026-02-04T10:00:00",
            "attendees": [{"staff": "s4", "role": "required"}]})
        cls.must(cls.log_in("host"), 200, "POST", f"{API}/meetings/{off['id']}/cancel", {})
        ReportRights.meeting = made["id"]

    def results(self, account, more=""):
        found = self.must(self.log_in(account), 200, "GET", f"{API}/reports/meetings?{FEBRUARY}{more}")
        return {m["title"]: {r["staff"] for r in m["results"]} for m in found["meetings"]}

    def days(self, account, more=""):
        found = self.must(self.log_in(account), 200, "GET", f"{API}/reports/days?{FEBRUARY}{more}")
        return {day["staff"] for day in found["days"]}

    def test_meetings_are_shown_to_who_organizes_or_answers_for_people(self):
        self.assertEqual(self.results("host"), {"两单位会": {"s4", "s6"}, "不开了": set()})
        self.assertEqual(self.results("inspector"), {"两单位会": {"s4", "s6"}, "不开了": set()})
        self.assertEqual(self.results("clerk1"), {"两单位会": {"s4"}})
        self.assertEqual(self.results("p4"), {"两单位会": {"s4"}})
        self.assertEqual(self.results("p1"), {})

    def test_an_organizer_asks_for_one_person_of_the_own_meetings(self):
        self.assertEqual(self.results("host", "&staff=s6")["两单位会"], {"s6"})
        self.problem(self.log_in("p1"), 403, "permission", "GET", f"{API}/reports/meetings?{FEBRUARY}&staff=s6")
        self.problem(self.log_in("clerk1"), 403, "permission", "GET", f"{API}/reports/meetings?{FEBRUARY}&staff=s6")

    def test_days_are_a_units_or_ones_own(self):
        self.assertEqual(self.days("inspector"), EVERYBODY)
        self.assertEqual(self.days("clerk1"), UNIT1)
        self.assertEqual(self.days("p1"), {"s1"})
        self.assertEqual(self.days("host"), set())
        self.assertEqual(self.days("inspector", "&unit=u11"), {"s5"})
        self.problem(self.log_in("clerk1"), 403, "permission", "GET", f"{API}/reports/days?{FEBRUARY}&unit=u2")

    def test_a_month_is_a_units_or_ones_own(self):
        def people(account):
            past = "" if account == "p1" else "?as_of=2026-03-01T12:00:00"
            report = self.must(self.log_in(account), 200, "GET", f"{API}/reports/months/2026-02{past}")
            return {unit["unit"] for unit in report["units"]}, {person["staff"] for person in report["staff"]}
        self.assertEqual(people("inspector"), ({"u0", "u1", "u11", "u2"}, EVERYBODY))
        self.assertEqual(people("clerk1"), ({"u1", "u11"}, UNIT1))
        self.assertEqual(people("p1"), (set(), {"s1"}))

    def test_a_moment_past_is_for_who_answers_for_a_unit_and_has_been(self):
        for path in ("months/2026-02", "months/2026-02.xlsx", "months/2026-02.csv", "records/2026-02/s1.pdf"):
            self.problem(self.log_in("p1"), 403, "permission", "GET", f"{API}/reports/{path}?as_of=2026-03-01T12:00:00")
        for path in ("months/2026-02.xlsx", "months/2026-02.csv", "bulletins/2026-02.docx"):
            self.problem(self.log_in("inspector"), 422, "invalid", "GET", f"{API}/reports/{path}?as_of=2999-01-01T00:00:00", field="as_of")

    def test_differences_go_by_the_same_rule(self):
        def changed(account):
            found = self.must(self.log_in(account), 200, "GET", f"{API}/reports/differences?from=2026-02-01&to=2026-02-28")
            return {(line["staff"], line.get("meeting")) for line in found["differences"]}
        whole = changed("inspector")
        self.assertEqual(changed("host"), {line for line in whole if line[1]})
        self.assertEqual(changed("clerk1"), {line for line in whole if line[0] in UNIT1})
        self.assertEqual(changed("p1"), {line for line in whole if line[0] == "s1"})

    def test_the_three_administrators_see_no_verdict(self):
        for path in (f"reports/meetings?{FEBRUARY}", f"reports/days?{FEBRUARY}", "reports/months", "reports/months/2026-02",
                     "reports/months/2026-02.xlsx", "reports/differences?from=2026-02-01&to=2026-02-28",
                     "reports/proof?staff=s1&date=2026-02-01", "taps?date=2026-02-01"):
            for account in ("admin", "security", "audit"):
                with self.subTest(path=path, account=account):
                    self.problem(self.log_in(account), 403, "permission", "GET", f"{API}/{path}")

    def test_an_organizer_sees_meetings_and_no_months_and_no_taps(self):
        for path in ("reports/months", "reports/months/2026-02", "reports/months/2026-02.xlsx", "taps?date=2026-02-01",
                     "reports/proof?staff=s4&date=2026-02-03"):
            with self.subTest(path=path):
                self.problem(self.log_in("host"), 403, "permission", "GET", f"{API}/{path}")

    def test_a_countys_bulletin_is_for_who_may_see_the_county(self):
        for path in ("bulletins/2026-02.docx", "bulletins/2026-02.pdf"):
            self.must(self.log_in("inspector"), 200, "GET", f"{API}/reports/{path}")
            self.must(self.log_in("clerk1"), 200, "GET", f"{API}/reports/{path}?unit=u1")
            for account in ("clerk1", "p1"):
                self.problem(self.log_in(account), 403, "permission", "GET", f"{API}/reports/{path}")
            self.problem(self.log_in("p1"), 403, "permission", "GET", f"{API}/reports/{path}?unit=u1")
        self.problem(self.log_in("clerk1"), 403, "permission", "POST", f"{API}/reports/bulletins/2026-02/draft", {})

    def test_an_address_with_escapes_is_the_same_paper(self):
        caller = self.log_in("p1")
        papers = [self.must(caller, 200, "GET", f"{API}/reports/months/2026-02.{name}?table=people") for name in ("%63sv", "csv")]
        # Codes have the moment in them.
        escaped, plain = (re.sub(rb"2026-02/\w+", b"2026-02/", re.sub(rb"/\w+/P:", b"/P:", paper)) for paper in papers)
        self.assertEqual(escaped, plain)

    def test_a_proof_shows_others_taps_and_is_for_who_may_see_all(self):
        self.must(self.log_in("inspector"), 200, "GET", f"{API}/reports/proof?staff=s1&date=2026-02-01")
        for account in ("clerk1", "p1"):
            self.problem(self.log_in(account), 403, "permission", "GET", f"{API}/reports/proof?staff=s1&date=2026-02-01")


if __name__ == "__main__":
    office_site.main()
