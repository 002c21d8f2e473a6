"""Nobody decides what is about themselves, reaches beyond their unit by a detour, or changes what has taken place unseen."""

import json
import time

import office_site
from office_site import OfficeTest

API = "/api/v1"
DAY = {"from": "2027-12-01T08:30:00", "to": "2027-12-01T12:00:00"}


class OwnAffairs(OfficeTest):

    ready = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if OwnAffairs.ready:
            return
        for name, roles, staff, unit in (
            ("clerk5", "clerk,staff", "s5", "u1"), ("clerk2", "clerk", "", "u2"), ("host4", "organizer,staff", "s4", ""),
            ("inspector1", "inspector", "", "u1"), ("admin1", "administrator", "", "u1"),
        ):
            options = ["--name", name, "--roles", roles]
            options += ["--staff", staff] if staff else []
            options += ["--unit", unit] if unit else []
            cls.passwords[name] = cls.server.command("user", "add", name, *options).split()[-1]
        OwnAffairs.ready = True

    def lines(self, query):
        found = self.must(self.log_in("audit"), 200, "GET", f"{API}/audit?{query}")["lines"]
        return [json.loads(line) if isinstance(line, str) else line for line in found]

    def meeting(self, account, **more):
        return self.must(self.log_in(account), 201, "POST", f"{API}/meetings", {
            "title": "例会", "start": "2027-08-02T09:00:00", "end": "2027-08-02T10:00:00",
            "attendees": [{"staff": "s4", "role": "required"}, {"staff": "s6", "role": "required"}], **more})

    def test_a_clerk_does_not_write_down_the_decision_about_the_own_leave(self):
        own, other = self.log_in("clerk5"), self.log_in("clerk1")
        for path, body in (("leaves", {"staff": "s5", **DAY, "type": "personal", "reason": "x"}),
                           ("corrections", {"staff": "s5", "at": "2026-11-27T08:29:00", "reason": "忘带卡"})):
            with self.subTest(path):
                made = self.must(own, 201, "POST", f"{API}/{path}", body)
                self.problem(own, 403, "permission", "POST", f"{API}/{path}/{made['id']}/approve", {"approver": "s4"})
                approved = self.must(other, 200, "POST", f"{API}/{path}/{made['id']}/approve", {"approver": "s4"})
                self.assertEqual(approved["state"], "approved")

    def test_an_organizer_neither_excuses_nor_marks_themselves(self):
        host = self.log_in("host4")
        made = self.meeting("host4")
        leave = self.must(host, 201, "POST", f"{API}/meeting-leaves", {"meeting": made["id"], "staff": "s4", "reason": "x"})
        self.problem(host, 403, "permission", "POST", f"{API}/meeting-leaves/{leave['id']}/approve", {})
        self.problem(host, 403, "permission", "POST", f"{API}/marks", {"meeting": made["id"], "staff": "s4"})
        self.must(host, 201, "POST", f"{API}/marks", {"meeting": made["id"], "staff": "s6"})
        self.must(host, 200, "POST", f"{API}/meetings/{made['id']}/hand-over", {"organizer": "host"})
        self.must(self.log_in("host"), 200, "POST", f"{API}/meeting-leaves/{leave['id']}/approve", {})

    def test_an_organizer_is_not_offered_to_mark_themselves(self):
        made = self.meeting("host4", start="2027-08-02T13:00:00", end="2027-08-02T14:00:00")
        def may_mark(account):
            found = self.must(self.log_in(account), 200, "GET", f"{API}/reports/meetings?meeting={made['id']}")["meetings"][0]
            return {row["staff"]: row["may_mark"] for row in found["results"]}
        self.assertEqual(may_mark("host4"), {"s4": False, "s6": True})
        self.assertEqual(may_mark("inspector"), {"s4": True, "s6": True})

    def test_a_list_shows_an_approver_what_reading_shows(self):
        clerk, approver = self.log_in("clerk1"), self.log_in("p2")
        hidden = self.must(clerk, 201, "POST", f"{API}/leaves", {
            "staff": "s4", "from": "2027-12-02T08:30:00", "to": "2027-12-09T12:00:00", "type": "sick", "reason": "病情"})
        shown = self.must(clerk, 201, "POST", f"{API}/leaves", {"staff": "s1", **DAY, "type": "personal", "reason": "x"})
        self.problem(approver, 403, "permission", "GET", f"{API}/leaves/{hidden['id']}")
        seen, cursor = [], ""
        for _ in range(50):  # pages of one row: what is passed over ends no list
            page = self.must(approver, 200, "GET", f"{API}/leaves?limit=1{cursor}")
            seen += [item["id"] for item in page["items"]]
            if not page["next"]:
                break
            cursor = f"&cursor={page['next']}"
        self.assertIn(shown["id"], seen)
        self.assertNotIn(hidden["id"], seen)

    def test_a_list_tells_an_approver_nothing_of_what_it_hides(self):
        clerk, approver = self.log_in("clerk1"), self.log_in("p2")
        own = [self.must(clerk, 201, "POST", f"{API}/leaves", {
            "staff": "s1", "from": f"2061-03-0{day}T08:30:00", "to": f"2061-03-0{day}T12:00:00",
            "type": "personal"})["id"] for day in (2, 8)]
        for day in ("10", "15", "20"):
            self.must(clerk, 201, "POST", f"{API}/leaves", {
                "staff": "s4", "from": f"2061-03-{day}T08:30:00", "to": f"2061-03-{int(day) + 4}T12:00:00", "type": "sick"})
        ask = f"{API}/leaves?from=2061-03-01&to=2061-03-31"
        whole = self.must(approver, 200, "GET", ask)
        self.assertEqual(([item["id"] for item in whole["items"]], whole["counts"], whole["next"]), (own[::-1], {"pending": 2}, None))
        first = self.must(approver, 200, "GET", f"{ask}&limit=1")
        self.assertEqual(([item["id"] for item in first["items"]], first["counts"]), (own[1:], {"pending": 2}))
        self.assertIn(own[1], bytes.fromhex(first["next"]).decode())
        second = self.must(approver, 200, "GET", f"{ask}&limit=1&cursor={first['next']}")
        self.assertEqual(([item["id"] for item in second["items"]], second["counts"], second["next"]), (own[:1], None, None))
        self.assertEqual(self.must(clerk, 200, "GET", ask)["counts"], {"pending": 5})

    def test_a_meetings_list_is_told_to_whoever_may_change_it(self):
        made = self.meeting("host", unit="u1")["id"]
        ask = {"meeting": made, "start": "2027-08-02T09:00:00", "end": "2027-08-02T10:00:00", "invite": {"staff": ["s4"]}}
        path = f"{API}/meetings/conflicts"
        self.assertEqual([row["staff"] for row in self.must(self.log_in("host"), 200, "POST", path, ask)["removed"]], ["s6"])
        other = self.meeting("host4", attendees=[{"staff": "s1", "role": "required"}])["id"]
        self.problem(self.log_in("host"), 403, "permission", "POST", path, {**ask, "meeting": other})
        self.problem(self.log_in("host4"), 403, "permission", "POST", path, ask)
        line = self.lines("outcome=refused&limit=1")[0]
        self.assertEqual((line["action"], line["id"], line["who"]), ("meeting.write", made, "host4"))
        self.assertEqual(self.must(self.log_in("host"), 200, "POST", path, {**ask, "meeting": "m99"})["removed"], [])

    def test_a_spot_check_finds_people_of_its_unit(self):
        inspector = self.log_in("inspector1")
        check = {"unit": "u1", "at": "2026-11-27T10:00:00", "findings": [{"staff": "s5", "found": "absent"}]}
        self.must(inspector, 201, "POST", f"{API}/spot-checks", check)
        check["findings"].append({"staff": "s6", "found": "absent"})
        self.problem(inspector, 422, "invalid", "POST", f"{API}/spot-checks", check, field="findings[1].staff")

    def test_days_do_not_go_to_another_unit_without_its_leave(self):
        clerk = self.log_in("clerk2")
        self.must(self.admin, 201, "POST", f"{API}/staff", {
            "id": "s90", "name": "调动", "unit": "u1", "rank": "staff", "moves": [{"unit": "u2", "from": "2026-11-10"}]})
        for moves in ([{"unit": "u2", "from": "2026-11-28"}], [{"unit": "u2", "from": "2026-11-02"}], []):
            with self.subTest(moves=moves):
                self.problem(clerk, 403, "permission", "PATCH", f"{API}/staff/s90", {"moves": moves})
        self.must(clerk, 200, "PATCH", f"{API}/staff/s90", {"phone": "8620001"})
        self.must(self.admin, 200, "PATCH", f"{API}/staff/s90", {"moves": [{"unit": "u2", "from": "2026-11-28"}]})
        self.must(self.admin, 204, "DELETE", f"{API}/staff/s90")

    def test_another_substitute_is_asked_for_anew(self):
        made = self.meeting("host", attendees=[{"staff": "s4", "role": "required"}])
        asked = self.must(self.log_in("p4"), 201, "POST", f"{API}/substitutes",
                          {"meeting": made["id"], "principal": "s4", "substitute": "s0"})
        time.sleep(1.1)  # moments are kept to the second
        path = f"{API}/substitutes/{asked['id']}"
        same = self.must(self.log_in("p4"), 200, "PATCH", path, {"reason": "出差"})
        self.assertEqual(same["requested_at"], asked["requested_at"])
        changed = self.must(self.log_in("p4"), 200, "PATCH", path, {"substitute": "s7"})
        self.assertGreater(changed["requested_at"], asked["requested_at"])

    def test_copies_stand_in_the_audit_log(self):
        host = self.log_in("host")
        made = self.meeting("host")
        copy = self.must(host, 200, "POST", f"{API}/meetings/{made['id']}/copy", {"start": "2027-08-03T09:00:00"})
        lines = self.lines(f"kind=meeting&id={copy['id']}")
        self.assertEqual([(line["action"], line["who"]) for line in lines if line["action"] == "meeting.make"], [("meeting.make", "host")])

    def test_a_meeting_that_took_place_is_not_called_off(self):
        host = self.log_in("host")
        past = {"start": "2026-08-03T09:00:00", "end": "2026-08-03T10:00:00"}
        empty, held, told = (self.meeting("host", **past)["id"] for _ in range(3))
        self.must(host, 201, "POST", f"{API}/marks", {"meeting": held, "staff": "s6"})
        self.must(host, 201, "POST", f"{API}/meetings/{told}/publish", {})
        for meeting in (held, told):
            self.problem(host, 409, "state", "POST", f"{API}/meetings/{meeting}/cancel", {})
        self.must(host, 200, "POST", f"{API}/meetings/{empty}/cancel", {})

    def test_documents_are_imported_for_all_and_each_is_noted(self):
        documents = [{"kind": "unit", "id": unit, "value": {"code": unit, "name": unit}} for unit in ("u80", "u81")]
        for account in ("admin1", "host"):  # one whose unit is not all, and one who may not at all
            self.problem(self.log_in(account), 403, "permission", "POST", f"{API}/import", {"documents": documents})
            line = self.lines("outcome=refused&limit=1")[0]
            self.assertEqual((line["action"], line["who"]), ("import.write", account))
        self.must(self.admin, 200, "POST", f"{API}/import", {"documents": documents})
        for unit in ("u80", "u81"):
            self.assertEqual([(line["action"], line["who"]) for line in self.lines(f"kind=unit&id={unit}")], [("import.run", "admin")])
            self.must(self.admin, 204, "DELETE", f"{API}/units/{unit}")


if __name__ == "__main__":
    office_site.main()
