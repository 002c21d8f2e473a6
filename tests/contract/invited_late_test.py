"""A meeting entered when it had begun: nobody is absent from, or late at, one that they could not know of."""

import json

import office_site
from office_site import OfficeTest

API = "/api/v1"
PAST = {"start": "2026-06-01T09:00:00", "end": "2026-06-01T10:00:00"}
AHEAD = {"start": "2029-06-01T09:00:00", "end": "2029-06-01T10:00:00"}
BOTH = [{"staff": "s6", "role": "required"}, {"staff": "s7", "role": "required"}]


class InvitedLate(OfficeTest):

    def meeting(self, **more):
        return self.must(self.log_in("host"), 201, "POST", f"{API}/meetings", {"title": "调度会", "attendees": BOTH, **more})

    def results(self, meeting):
        found = self.must(self.log_in("host"), 200, "GET", f"{API}/reports/meetings?meeting={meeting}")
        return {row["staff"]: (row["result"], row["flags"]) for row in found["meetings"][0]["results"]}

    def test_nobody_is_absent_from_what_was_entered_afterwards(self):
        made = self.meeting(**PAST)
        self.assertEqual(made["invited_late"], ["s6", "s7"])
        self.assertEqual([(line["what"], line["people"]) for line in made["history"]], [("invited_late", 2)])
        late = ("none", ["invited_late"])
        self.assertEqual(self.results(made["id"]), {"s6": late, "s7": late})
        people = self.must(self.log_in("inspector"), 200, "GET", f"{API}/reports/months/2026-06?unit=u2")["staff"]
        absent = {person["staff"]: person["meetings_absent"] for person in people}
        self.assertEqual((absent.get("s6", 0), absent.get("s7", 0)), (0, 0))

    def test_who_was_there_is_marked_by_a_person(self):
        made = self.meeting(**PAST)
        self.must(self.log_in("host"), 201, "POST", f"{API}/marks", {"meeting": made["id"], "staff": "s6", "reason": "纸质签到"})
        self.assertEqual(self.results(made["id"])["s6"], ("on_time", ["marked"]))

    def test_whoever_is_added_later_joins_those_who_did_not_know(self):
        host, made = self.log_in("host"), self.meeting(**PAST)
        more = [*BOTH, {"staff": "s3", "role": "optional"}]
        changed = self.must(host, 200, "PATCH", f"{API}/meetings/{made['id']}", {"attendees": more})
        self.assertEqual(changed["invited_late"], ["s6", "s7", "s3"])
        self.assertEqual(changed["history"][-2:][0]["people"], 1)

    def test_a_time_that_is_moved_back_was_known_to_nobody(self):
        host, made = self.log_in("host"), self.meeting(**AHEAD)
        self.assertNotIn("invited_late", made)
        changed = self.must(host, 200, "PATCH", f"{API}/meetings/{made['id']}", PAST)
        self.assertEqual(changed["invited_late"], ["s6", "s7"])
        moved = self.must(host, 200, "POST", f"{API}/meetings/{self.meeting(**AHEAD)['id']}/postpone", {"start": PAST["start"]})
        self.assertEqual(moved["invited_late"], ["s6", "s7"])

    def test_copies_and_repetitions_are_invitations_of_their_own(self):
        host, made = self.log_in("host"), self.meeting(**PAST)
        ahead = self.must(host, 200, "POST", f"{API}/meetings/{made['id']}/copy", {"start": "2029-06-02T09:00:00"})
        self.assertNotIn("invited_late", ahead)
        back = self.must(host, 200, "POST", f"{API}/meetings/{ahead['id']}/copy", {"start": "2026-06-03T09:00:00"})
        self.assertEqual(back["invited_late"], ["s6", "s7"])
        self.must(host, 200, "POST", f"{API}/meetings/{back['id']}/repeat", {"every_days": 1, "count": 1})
        found = self.must(host, 200, "GET", f"{API}/meetings?from=2026-06-04&to=2026-06-04")["items"]
        self.assertEqual([self.must(host, 200, "GET", f"{API}/meetings/{one['id']}")["invited_late"] for one in found], [["s6", "s7"]])

    def test_nobody_says_it_but_the_server_and_the_log_keeps_it(self):
        self.problem(self.log_in("host"), 422, "invalid", "POST", f"{API}/meetings",
                     {"title": "会", "attendees": BOTH, **PAST, "invited_late": []}, field="invited_late")
        made = self.meeting(**PAST)
        lines = self.must(self.log_in("audit"), 200, "GET", f"{API}/audit?limit=200&kind=meeting")["lines"]
        lines = [json.loads(line) if isinstance(line, str) else line for line in lines]
        line = next(line for line in lines if line["id"] == made["id"] and line["action"] == "meeting.make")
        self.assertEqual(line["changes"]["invited_late"]["new"], ["s6", "s7"])


if __name__ == "__main__":
    office_site.main()
