"""Groups of people that organizers keep, who is told that they are invited, and to whom a meeting can be handed over."""

import json

import office_site
from office_site import OfficeTest

API = "/api/v1"
SPAN = {"start": "2028-06-01T09:00:00", "end": "2028-06-01T10:00:00"}


class Groups(OfficeTest):

    @classmethod
    def organizer(cls, account, unit):
        """One more organizer, of one unit."""
        if account not in cls.passwords:
            made = cls.must(cls.log_in("security"), 201, "POST", f"{API}/accounts",
                            {"account": account, "name": f"{account}同志", "staff": "s7", "roles": [{"role": "organizer", "unit": unit}]})
            OfficeTest.passwords[account] = made["one_time_password"]
        return cls.log_in(account)

    def group(self, account="host", **more):
        return self.must(self.log_in(account), 201, "POST", f"{API}/groups", {"name": "县委常委", "members": ["s4", "s3"], **more})

    def meeting(self, **more):
        return self.must(self.log_in("host"), 201, "POST", f"{API}/meetings", {"title": "常委会", **SPAN, **more})

    def test_a_group_is_kept_changed_and_taken_away(self):
        host = self.log_in("host")
        made = self.group(note="每周一例会", unit="u1")
        self.assertEqual((made["owner"], made["state"], made["members"]), ("host", "kept", ["s4", "s3"]))
        path = f"{API}/groups/{made['id']}"
        changed = self.must(host, 200, "PATCH", path, {"members": ["s4", "s3", "s5"], "note": None})
        self.assertEqual((len(changed["members"]), "note" in changed), (3, False))
        read = self.must(host, 200, "GET", path)
        self.assertEqual((read["names"]["staff"]["s5"], read["names"]["account"]["host"], read["names"]["unit"]["u1"]),
                         ("陈静", "host", "财政局"))
        listed = next(item for item in self.must(host, 200, "GET", f"{API}/groups?search=xwcw")["items"] if item["id"] == made["id"])
        self.assertEqual((listed["members_count"], "members" in listed), (3, False))
        self.assertEqual(self.must(host, 200, "POST", f"{path}/remove", {})["state"], "removed")
        self.problem(host, 409, "state", "POST", f"{path}/remove", {})
        self.problem(host, 409, "state", "PATCH", path, {"name": "别名"})
        self.assertNotIn(made["id"], [item["id"] for item in self.must(host, 200, "GET", f"{API}/groups?state=kept")["items"]])
        self.assertEqual(self.must(host, 200, "POST", f"{path}/restore", {})["state"], "kept")
        self.problem(host, 409, "state", "POST", f"{path}/restore", {})
        lines = self.must(self.log_in("audit"), 200, "GET", f"{API}/audit?kind=group&limit=500")["lines"]
        said = [line["action"] for line in map(json.loads, lines) if line["id"] == made["id"]]
        self.assertEqual(sorted(said), ["group.change", "group.make", "group.remove", "group.restore"])

    def test_each_fault_names_its_field(self):
        host = self.log_in("host")
        for body, field in (({"members": ["s1"]}, "name"), ({"name": " ", "members": ["s1"]}, "name"), ({"name": "x"}, "members"),
                            ({"name": "x", "members": []}, "members"), ({"name": "x", "members": ["s1", "nobody"]}, "members[1]"),
                            ({"name": "x", "members": ["s1", "s1"]}, "members[1]"),
                            ({"name": "x", "members": ["s1"], "unit": "u99"}, "unit"),
                            ({"name": "x", "members": ["s1"], "owner": "host"}, "owner")):
            with self.subTest(body=body):
                self.problem(host, 422, "invalid", "POST", f"{API}/groups", body, field=field)

    def test_whoever_reaches_its_unit_uses_it_and_its_keeper_alone_changes_it(self):
        other = self.organizer("host7", "u1")
        ours, elsewhere, private = self.group(unit="u11"), self.group(unit="u2"), self.group(name="自用")
        seen = {item["id"] for item in self.must(other, 200, "GET", f"{API}/groups?limit=500")["items"]}
        self.assertEqual([one["id"] in seen for one in (ours, elsewhere, private)], [True, False, False])
        self.must(other, 200, "GET", f"{API}/groups/{ours['id']}")
        self.problem(other, 403, "permission", "GET", f"{API}/groups/{private['id']}")
        self.problem(other, 403, "permission", "PATCH", f"{API}/groups/{ours['id']}", {"name": "x"})
        self.problem(self.log_in("clerk1"), 403, "permission", "GET", f"{API}/groups")
        host = self.log_in("host")
        self.problem(host, 422, "invalid", "POST", f"{API}/groups/{private['id']}/hand-over", {"organizer": "clerk1"}, field="organizer")
        handed = self.must(host, 200, "POST", f"{API}/groups/{private['id']}/hand-over", {"organizer": "host7"})
        self.assertEqual(handed["owner"], "host7")
        self.must(other, 200, "PATCH", f"{API}/groups/{private['id']}", {"name": "交接"})

    def test_whom_units_and_ranks_name_is_told_person_by_person(self):
        ask = {"date": "2028-01-01", "invite": {"units": ["u1"], "ranks": ["head", "deputy"], "staff": ["s6"]}}
        found = self.must(self.log_in("host"), 200, "POST", f"{API}/meetings/people", ask)
        self.assertEqual({(row["staff"], row["unit"]) for row in found["people"]}, {("s4", "u1"), ("s3", "u1"), ("s6", "u2")})
        self.assertEqual((found["hidden"], found["names"]["staff"]["s6"]), (0, "杨光"))
        seen = self.must(self.organizer("host7", "u1"), 200, "POST", f"{API}/meetings/people", ask)
        self.assertEqual(({row["staff"] for row in seen["people"]}, seen["hidden"]), ({"s4", "s3"}, 1))
        self.problem(self.log_in("host"), 422, "invalid", "POST", f"{API}/meetings/people", {"invite": {}}, field="date")

    def test_a_group_invites_and_its_later_changes_alter_no_meeting(self):
        host, group = self.log_in("host"), self.group()
        made = self.meeting(invite={"groups": [group["id"]], "optional": ["s1"], "except": ["s3"]})
        people = {(one["staff"], one["role"]) for one in made["attendees"]}
        self.assertEqual(people, {("s4", "required"), ("s1", "optional")})
        path = f"{API}/meetings/{made['id']}"
        self.must(host, 200, "PATCH", f"{API}/groups/{group['id']}", {"members": ["s4", "s3", "s6"]})
        self.assertEqual(self.must(host, 200, "PATCH", path, {"room": "二楼"})["attendees"], made["attendees"])
        ask = {**SPAN, "meeting": made["id"]}
        same = self.must(host, 200, "POST", f"{API}/meetings/conflicts", {**ask, "invite": made["invite"]})
        self.assertEqual((same["invited"], same["counts"]["added"], same["counts"]["removed"]), (2, 0, 0))
        more = {**ask, "invite": {"groups": [group["id"]]}}
        said = self.must(host, 200, "POST", f"{API}/meetings/conflicts", more)
        self.assertEqual(([row["staff"] for row in said["added"]], [row["staff"] for row in said["removed"]]), (["s3", "s6"], ["s1"]))
        self.assertEqual((said["counts"]["added"], said["counts"]["removed"], said["names"]["staff"]["s6"]), (2, 1, "杨光"))
        self.must(host, 200, "POST", f"{API}/groups/{group['id']}/remove", {})
        self.assertEqual(self.must(host, 200, "GET", path)["names"]["group"], {group["id"]: "县委常委"})
        self.must(host, 200, "PATCH", path, {"agenda": "一、学习"})
        self.problem(host, 422, "invalid", "PATCH", path, {"invite": {"groups": [group["id"]]}}, field="invite.groups[0]")
        self.problem(host, 422, "invalid", "POST", f"{API}/meetings", {"title": "t", **SPAN, "invite": {"groups": ["g99"]}},
                     field="invite.groups[0]")

    def test_a_group_that_one_may_not_read_invites_nobody(self):
        other, private, ours = self.organizer("host7", "u1"), self.group(name="自用"), self.group(name="共用", unit="u1")
        invite = {"invite": {"groups": [ours["id"], private["id"]]}}
        made = self.must(other, 201, "POST", f"{API}/meetings", {"title": "会", **SPAN, "invite": {"groups": [ours["id"]]}})
        people = {"date": "2028-01-01", **invite}
        for method, path, body in (("POST", "meetings/people", people), ("POST", "meetings/conflicts", {**SPAN, **invite}),
                                   ("POST", "meetings", {"title": "会", **SPAN, **invite}), ("PATCH", f"meetings/{made['id']}", invite)):
            with self.subTest(path=path):
                self.problem(other, 422, "invalid", method, f"{API}/{path}", body, field="invite.groups[1]")
        self.assertEqual(len(self.must(self.log_in("host"), 200, "POST", f"{API}/meetings/people", people)["people"]), 2)

    def test_groups_are_counted_by_the_server(self):
        self.organizer("host10", "u1"), self.organizer("host11", "u1")
        self.group("host10", name="甲子组", unit="u1")
        self.group("host10", name="乙丑组", unit="u1")
        removed = self.group("host10", name="丙寅组", unit="u1")
        self.must(self.log_in("host10"), 200, "POST", f"{API}/groups/{removed['id']}/remove", {})
        self.group("host11", name="甲子二组", unit="u1")
        counted = self.must(self.log_in("host10"), 200, "GET", f"{API}/groups/counts")
        self.assertEqual((counted["mine"], counted["left"]), (2, 0))
        self.assertGreaterEqual(counted["kept"], 3)
        found = self.must(self.log_in("host10"), 200, "GET", f"{API}/groups/counts?search=jz")
        self.assertEqual(found, {"kept": 2, "mine": 1, "left": 0})
        self.must(self.log_in("security"), 200, "PATCH", f"{API}/accounts/host11", {"state": "closed"})
        self.assertEqual(self.must(self.log_in("host10"), 200, "GET", f"{API}/groups/counts?search=jz")["left"], 1)
        self.problem(self.log_in("security"), 403, "permission", "GET", f"{API}/groups/counts")

    def test_a_group_of_a_closed_account_is_handed_on(self):
        leaver, near, far = self.organizer("host5", "u1"), self.organizer("host7", "u1"), self.organizer("host8", "u2")
        made = [self.must(leaver, 201, "POST", f"{API}/groups", {"name": "遗留", "members": ["s3"], **unit})["id"]
                for unit in ({"unit": "u1"}, {"unit": "u11"}, {})]
        hand = lambda caller, status, group: self.must(caller, status, "POST", f"{API}/groups/{group}/hand-over", {"organizer": "host7"})
        for caller in (near, self.admin):
            hand(caller, 403, made[0])
        self.must(self.log_in("security"), 200, "PATCH", f"{API}/accounts/host5", {"state": "closed"})
        hand(far, 403, made[0])
        hand(near, 403, made[2])
        for caller, group in ((near, made[0]), (self.admin, made[1]), (self.log_in("host"), made[2])):
            self.assertEqual(hand(caller, 200, group)["owner"], "host7")
        self.must(near, 200, "PATCH", f"{API}/groups/{made[2]}", {"name": "接手"})
        self.problem(self.admin, 403, "permission", "PATCH", f"{API}/groups/{made[2]}", {"name": "x"})
        self.problem(self.admin, 403, "permission", "POST", f"{API}/groups", {"name": "x", "members": ["s1"]})

    def test_whoever_has_left_is_not_invited_by_a_group(self):
        self.must(self.admin, 201, "POST", f"{API}/staff", {"id": "gone1", "name": "走了", "unit": "u1", "active_to": "2027-12-31"})
        group = self.group(members=["s4", "gone1"])["id"]
        self.assertEqual([one["staff"] for one in self.meeting(invite={"groups": [group]})["attendees"]], ["s4"])
        self.must(self.admin, 204, "DELETE", f"{API}/staff/gone1")
        self.assertEqual([one["staff"] for one in self.meeting(invite={"groups": [group]})["attendees"]], ["s4"])


class Invitations(OfficeTest):

    def meeting(self, **more):
        return self.must(self.log_in("host"), 201, "POST", f"{API}/meetings", {"title": "调度会", **SPAN, **more})

    def told(self, account, meeting):
        """What an account was told of a meeting, the first first."""
        items = self.must(self.log_in(account), 200, "GET", f"{API}/notices?limit=200")["items"]
        return [item["what"] for item in reversed(items) if item["id"] == meeting]

    def test_who_comes_to_the_list_and_who_goes_from_it_is_told(self):
        host = self.log_in("host")
        made = self.meeting(invite={"staff": ["s1", "s2"]})
        changed = self.must(host, 200, "PATCH", f"{API}/meetings/{made['id']}", {"invite": {"staff": ["s2", "s3"]}})
        self.assertEqual({name: changed["history"][-1][name] for name in ("added", "removed", "told")},
                         {"added": 1, "removed": 1, "told": 2})
        self.assertEqual([self.told(account, made["id"]) for account in ("p1", "p2", "p3")],
                         [["meeting_invited", "meeting_uninvited"], ["meeting_invited"], ["meeting_invited"]])
        self.must(host, 200, "PATCH", f"{API}/meetings/{made['id']}", {"room": "三楼", "invite": {"staff": ["s1", "s2"]}})
        self.assertEqual([self.told(account, made["id"])[-1] for account in ("p1", "p2", "p3")],
                         ["meeting_invited", "meeting_changed", "meeting_uninvited"])

    def test_of_a_series_everybody_is_told_once(self):
        made = self.meeting(invite={"staff": ["s1"]})
        done = self.must(self.log_in("host"), 200, "POST", f"{API}/meetings/{made['id']}/repeat", {"every_days": 7, "count": 3})
        self.assertEqual(done["history"][-1]["what"], "repeated")
        self.assertEqual(self.told("p1", made["id"]), ["meeting_invited", "meeting_repeated"])
        copy = self.must(self.log_in("host"), 200, "POST", f"{API}/meetings/{made['id']}/copy", {"start": "2028-09-01T09:00:00"})
        self.assertEqual(self.told("p1", copy["id"]), ["meeting_invited"])

    def test_of_what_is_over_nobody_is_told(self):
        made = self.meeting(start="2026-06-02T09:00:00", end="2026-06-02T10:00:00", invite={"staff": ["s1"]})
        more = [{"staff": "s1", "role": "required"}, {"staff": "s2", "role": "optional"}]
        self.must(self.log_in("host"), 200, "PATCH", f"{API}/meetings/{made['id']}", {"attendees": more})
        self.assertEqual([self.told(account, made["id"]) for account in ("p1", "p2")], [[], []])

    def test_whoever_takes_a_meeting_over_is_told(self):
        made, other = self.meeting(invite={"staff": ["s1"]}), Groups.organizer("host7", "u1")
        self.must(self.log_in("host"), 200, "POST", f"{API}/meetings/{made['id']}/hand-over", {"organizer": "host7"})
        self.assertEqual(self.told("host7", made["id"]), ["meeting_handed_over"])
        self.must(other, 200, "GET", f"{API}/meetings/{made['id']}")

    def test_organizers_are_listed_by_their_names(self):
        found = self.must(self.log_in("host"), 200, "GET", f"{API}/organizers")
        self.assertIn({"account": "host", "name": "host", "staff": None, "unit": None}, found["items"])
        self.assertNotIn("clerk1", [item["account"] for item in found["items"]])
        self.problem(self.log_in("clerk1"), 403, "permission", "GET", f"{API}/organizers")

    def test_what_a_closed_account_leaves_behind_is_handed_on(self):
        security, left = self.log_in("security"), f"{API}/meetings/left"
        made = self.must(security, 201, "POST", f"{API}/accounts", {"account": "parting", "name": "离任者",
                                                                    "roles": [{"role": "organizer", "unit": ""}]})
        self.passwords["parting"] = made["one_time_password"]
        meeting = self.must(self.log_in("parting"), 201, "POST", f"{API}/meetings",
                            {"title": "例会", "start": "2027-06-01T09:00:00", "end": "2027-06-01T10:00:00",
                             "attendees": [{"staff": "s4", "role": "required"}]})
        act = f"{API}/meetings/{meeting['id']}/hand-over"
        self.assertEqual(self.must(self.admin, 200, "GET", left)["items"], [])
        self.problem(self.admin, 403, "permission", "POST", act, {"organizer": "host"})  # its organizer alone
        self.must(security, 200, "PATCH", f"{API}/accounts/parting", {"state": "closed"})
        found = self.must(self.admin, 200, "GET", left)
        self.assertEqual([(item["id"], item["organizer"]) for item in found["items"]], [(meeting["id"], "parting")])
        self.assertEqual(found["names"]["account"], {"parting": "离任者"})
        for account in ("inspector", "clerk1", "p1"):
            self.problem(self.log_in(account), 403, "permission", "GET", left)
        self.problem(self.admin, 422, "invalid", "POST", act, {"organizer": "parting"}, field="organizer")
        self.assertEqual(self.must(self.admin, 200, "POST", act, {"organizer": "host"})["organizer"], "host")
        self.assertEqual(self.must(self.admin, 200, "GET", left)["items"], [])
        self.problem(self.admin, 403, "permission", "GET", f"{API}/meetings/{meeting['id']}")
        self.must(self.log_in("host"), 200, "PATCH", f"{API}/meetings/{meeting['id']}", {"room": "二楼"})

    def test_the_server_counts_who_is_there(self):
        host = self.log_in("host")
        made = self.meeting(start="2026-06-03T09:00:00", end="2026-06-03T10:00:00",
                            attendees=[{"staff": staff, "role": role} for staff, role in
                                       (("s1", "required"), ("s2", "required"), ("s3", "optional"))])
        self.enter_in_time(made)
        self.must(host, 201, "POST", f"{API}/marks", {"meeting": made["id"], "staff": "s1"})
        held = self.must(host, 200, "GET", f"{API}/reports/meetings?meeting={made['id']}")["meetings"][0]
        self.assertEqual({row["staff"]: (row["result"], row["presence"], row["may_mark"], row["attention"]) for row in held["results"]},
                         {"s1": ("on_time", "present", False, False), "s2": ("absent", "missing", True, True),
                          "s3": ("none", "excused", True, False)})
        counts = {"expected": 2, "present": 1, "missing": 1, "late": 0, "provisional": held["counts"]["provisional"],
                  "results": {"on_time": 1, "absent": 1, "none": 1}}
        self.assertEqual(held["counts"], counts)
        self.must(host, 201, "POST", f"{API}/meetings/{made['id']}/publish", {})
        seen = self.must(host, 200, "GET", f"{API}/meetings/{made['id']}/result")
        self.assertEqual({**seen["counts"], "provisional": 0}, {**counts, "provisional": 0})
        self.assertEqual(seen["names"]["account"], {"host": "host"})


if __name__ == "__main__":
    office_site.main()
