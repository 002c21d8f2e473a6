"""The domain's resources against a real server: what each does, who may, what is refused and how."""

import json

import office_site
from office_site import NASTY, OfficeTest

API = "/api/v1"


class Units(OfficeTest):

    def test_a_tree_without_circles(self):
        self.must(self.admin, 201, "POST", f"{API}/units", {"code": "t1", "name": "甲"})
        self.must(self.admin, 201, "POST", f"{API}/units", {"code": "t2", "name": "乙", "parent": "t1"})
        self.problem(self.admin, 422, "invalid", "PATCH", f"{API}/units/t1", {"parent": "t2"})
        self.problem(self.admin, 422, "invalid", "PATCH", f"{API}/units/t2", {"parent": "nowhere"}, field="parent")
        self.problem(self.admin, 409, "state", "DELETE", f"{API}/units/t1")
        self.must(self.admin, 204, "DELETE", f"{API}/units/t2")
        self.must(self.admin, 204, "DELETE", f"{API}/units/t1")
        self.problem(self.admin, 404, "not_found", "GET", f"{API}/units/t1")

    def test_each_fault_names_its_field(self):
        for body, field in (({"name": "x"}, "code"), ({"code": "a b", "name": "x"}, "code"),
                            ({"code": "t9", "name": ""}, "name"), ({"code": "t9", "name": "x" * 300}, "name"),
                            ({"code": "t9", "name": "a\nb"}, "name"), ({"code": "t9", "name": 5}, "name"),
                            ({"code": "t9", "name": "x", "colour": "red"}, "colour"),
                            ({"code": "u1", "name": "again"}, "code")):
            with self.subTest(body=body):
                self.problem(self.admin, 422, "invalid", "POST", f"{API}/units", body, field=field)

    def test_text_stays_text(self):
        made = self.must(self.admin, 201, "POST", f"{API}/units", {"code": "t5", "name": NASTY, "note": NASTY + "\n2"})
        self.assertEqual((made["name"], made["note"]), (NASTY, NASTY + "\n2"))
        read = self.must(self.admin, 200, "GET", f"{API}/units/t5")
        self.assertEqual(read["name"], NASTY)
        found = self.must(self.admin, 200, "GET", f"{API}/units?search=%27%3B%20drop")
        self.assertEqual([item["code"] for item in found["items"]], ["t5"])
        self.must(self.admin, 204, "DELETE", f"{API}/units/t5")

    def test_two_who_change_at_once_hear_of_each_other(self):
        self.must(self.admin, 201, "POST", f"{API}/units", {"code": "t6", "name": "一"})
        _, headers, _ = self.admin.ask("GET", f"{API}/units/t6")
        tag = headers["ETag"]
        self.must(self.admin, 200, "PATCH", f"{API}/units/t6", {"name": "二"}, If_Match=tag)
        refused = self.problem(self.admin, 409, "changed", "PATCH", f"{API}/units/t6", {"name": "三"}, If_Match=tag)
        self.assertEqual(refused["current"]["name"], "二")
        self.problem(self.admin, 422, "invalid", "PATCH", f"{API}/units/t6", {"name": "三"}, If_Match="rubbish")
        self.must(self.admin, 200, "PATCH", f"{API}/units/t6", {"name": "三"}, If_Match="*")

    def test_a_request_with_a_key_happens_once(self):
        body = {"schedule": "ks", "unit": "u2", "from": "2026-01-01"}
        schedule = {"id": "ks", "versions": [{"from": "2026-01-01", "to": "2026-12-31", "weekdays": [1, 2, 3, 4, 5],
                    "sessions": [{"start": "08:30", "end": "12:00", "in": "required", "out": "required"}]}]}
        self.must(self.admin, 201, "POST", f"{API}/schedules", schedule)
        one = self.must(self.admin, 201, "POST", f"{API}/assignments", body, Idempotency_Key="k1")
        two = self.must(self.admin, 201, "POST", f"{API}/assignments", body, Idempotency_Key="k1")
        self.assertEqual(one["id"], two["id"])
        self.problem(self.admin, 422, "idempotency", "POST", f"{API}/assignments",
                     {**body, "from": "2026-02-01"}, Idempotency_Key="k1")
        self.problem(self.admin, 422, "invalid", "POST", f"{API}/assignments", body)


class People(OfficeTest):

    def test_people_are_found_by_name_and_pinyin(self):
        for text in ("王伟", "wangwei", "ww", "WW", "s1"):
            with self.subTest(text=text):
                found = self.must(self.admin, 200, "GET", f"{API}/staff?search={office_site.small_site.urllib.parse.quote(text)}")
                self.assertIn("s1", [item["id"] for item in found["items"]])
        self.assertEqual(self.must(self.admin, 200, "GET", f"{API}/staff?search=zzzz")["items"], [])

    def test_a_list_says_how_many_there_are(self):
        page = self.must(self.admin, 200, "GET", f"{API}/staff?limit=2")
        everybody = self.must(self.admin, 200, "GET", f"{API}/staff?limit=500")["items"]
        self.assertEqual(page["counts"], {"": len(everybody)})
        self.assertIsNone(self.must(self.admin, 200, "GET", f"{API}/staff?limit=2&cursor={page['next']}")["counts"])
        self.assertEqual(self.must(self.admin, 200, "GET", f"{API}/staff?search=zzzz")["counts"], {})

    def test_lists_go_by_pages_and_by_unit(self):
        ids, cursor = [], ""
        for _ in range(20):
            page = self.must(self.admin, 200, "GET", f"{API}/staff?unit=u0&limit=2{cursor}")
            ids += [item["id"] for item in page["items"]]
            if not page["next"]:
                break
            cursor = f"&cursor={page['next']}"
        self.assertEqual(ids, ["s0", "s1", "s2", "s3", "s4", "s5"])
        self.problem(self.admin, 422, "invalid", "GET", f"{API}/staff?cursor=xyz", field="cursor")
        self.problem(self.admin, 422, "invalid", "GET", f"{API}/staff?limit=0", field="limit")

    def test_a_move_counts_from_its_date(self):
        self.must(self.admin, 201, "POST", f"{API}/staff", {"id": "m1", "name": "周杰", "unit": "u1"})
        moved = self.must(self.admin, 200, "POST", f"{API}/staff/m1/move", {"unit": "u2", "from": "2020-01-01"})
        self.assertEqual(moved["moves"], [{"unit": "u2", "from": "2020-01-01"}])
        self.assertIn("m1", [i["id"] for i in self.must(self.admin, 200, "GET", f"{API}/staff?unit=u2")["items"]])
        self.assertNotIn("m1", [i["id"] for i in self.must(self.admin, 200, "GET", f"{API}/staff?unit=u1")["items"]])
        self.must(self.admin, 204, "DELETE", f"{API}/staff/m1")

    def test_a_clerk_reaches_the_own_unit_and_those_below(self):
        clerk = self.log_in("clerk1")
        seen = {item["id"] for item in self.must(clerk, 200, "GET", f"{API}/staff")["items"]}
        self.assertEqual(seen, {"s1", "s2", "s3", "s4", "s5"})
        self.problem(clerk, 403, "permission", "GET", f"{API}/staff/s6")
        self.problem(clerk, 403, "permission", "PATCH", f"{API}/staff/s6", {"phone": "1"})
        self.problem(clerk, 403, "permission", "POST", f"{API}/staff", {"id": "z", "name": "z", "unit": "u2"})
        self.must(clerk, 200, "PATCH", f"{API}/staff/s5", {"phone": "123"})
        own = self.must(self.log_in("p1"), 200, "GET", f"{API}/staff")["items"]
        self.assertEqual([item["id"] for item in own], ["s1"])


class Meetings(OfficeTest):

    def meeting(self, **more):
        return self.must(self.log_in("host"), 201, "POST", f"{API}/meetings",
                         {"title": "县长办公会", "start": "2027-06-01T09:00:00", "end": "2027-06-01T10:00:00",
                          "room": "三楼会议室", "attendees": [{"staff": "s4", "role": "required"}], **more})

    def test_units_and_ranks_invite(self):
        made = self.meeting(attendees=None, invite={"units": ["u1"], "ranks": ["head", "deputy"], "staff": ["s6"],
                                                    "optional": ["s5"], "except": ["s3"]})
        self.assertEqual({(a["staff"], a["role"]) for a in made["attendees"]},
                         {("s4", "required"), ("s6", "required"), ("s5", "optional")})
        self.assertEqual(made["organizer"], "host")

    def test_postponed_copied_repeated_cancelled(self):
        host = self.log_in("host")
        made = self.meeting()
        late = self.must(host, 200, "POST", f"{API}/meetings/{made['id']}/postpone", {"start": "2027-06-02T09:00:00"})
        self.assertEqual((late["end"], late["postponed_from"]), ("2027-06-02T10:00:00", "2027-06-01T09:00:00"))
        copy = self.must(host, 200, "POST", f"{API}/meetings/{made['id']}/copy", {"start": "2027-07-02T09:00:00"})
        self.assertNotEqual(copy["id"], made["id"])
        self.assertEqual(copy["attendees"], made["attendees"])
        first = self.must(host, 200, "POST", f"{API}/meetings/{made['id']}/repeat", {"every_days": 7, "count": 3})
        self.assertEqual(first["series"], made["id"])
        gone = self.must(host, 200, "POST", f"{API}/meetings/{made['id']}/cancel", {"comment": NASTY})
        self.assertEqual(gone["state"], "cancelled")
        self.problem(host, 409, "state", "PATCH", f"{API}/meetings/{made['id']}", {"room": "x"})
        ids = [m["id"] for m in self.must(host, 200, "GET", f"{API}/meetings?from=2027-06-09&to=2027-06-23")["items"]]
        self.assertEqual(len(ids), 3)

    def test_only_a_deputy_sits_in_for_a_head(self):
        made, p4, host = self.meeting(), self.log_in("p4"), self.log_in("host")
        body = {"meeting": made["id"], "principal": "s4"}
        self.problem(p4, 422, "invalid", "POST", f"{API}/substitutes", {**body, "substitute": "s1"}, field="substitute")
        self.problem(p4, 422, "invalid", "POST", f"{API}/substitutes", {**body, "substitute": "s4"}, field="substitute")
        self.problem(p4, 403, "permission", "POST", f"{API}/substitutes",
                     {"meeting": made["id"], "principal": "s3", "substitute": "s7"})
        asked = self.must(p4, 201, "POST", f"{API}/substitutes", {**body, "substitute": "s3"})
        self.problem(p4, 403, "permission", "POST", f"{API}/substitutes/{asked['id']}/approve", {})
        self.assertEqual(self.must(host, 200, "POST", f"{API}/substitutes/{asked['id']}/approve", {})["state"], "approved")
        self.must(self.admin, 200, "PATCH", f"{API}/office-policy", {"substitutes": []})
        self.must(p4, 201, "POST", f"{API}/substitutes", {**body, "substitute": "s1"})
        self.must(self.admin, 200, "PATCH", f"{API}/office-policy", {"substitutes": None})

    def test_leave_and_marks(self):
        made, p4, host = self.meeting(), self.log_in("p4"), self.log_in("host")
        leave = self.must(p4, 201, "POST", f"{API}/meeting-leaves", {"meeting": made["id"], "staff": "s4", "reason": "病"})
        self.problem(self.log_in("p1"), 422, "invalid", "POST", f"{API}/meeting-leaves",
                     {"meeting": made["id"], "staff": "s1", "reason": "x"}, field="staff")
        self.must(host, 200, "POST", f"{API}/meeting-leaves/{leave['id']}/reject", {})
        mark = self.must(host, 201, "POST", f"{API}/marks", {"meeting": made["id"], "staff": "s4", "reason": "忘带卡"})
        self.assertEqual(mark["marked_by"], "host")
        self.problem(host, 422, "invalid", "POST", f"{API}/marks", {"meeting": made["id"], "staff": "s6"}, field="staff")
        self.assertEqual(len(self.must(host, 200, "GET", f"{API}/marks?meeting={made['id']}")["items"]), 1)
        self.must(host, 204, "DELETE", f"{API}/marks/{mark['id']}")

    def test_who_is_asked_for_by_rank_alone_is_asked_for_in_the_whole_county(self):
        made = self.meeting(attendees=None, invite={"ranks": ["head", "deputy"]})
        self.assertEqual({a["staff"] for a in made["attendees"]}, {"s0", "s3", "s4", "s7"})
        made = self.meeting(attendees=None, invite={"units": ["u2"], "ranks": ["deputy"], "staff": ["s1"]})
        self.assertEqual({a["staff"] for a in made["attendees"]}, {"s7", "s1"})

    def test_what_is_said_of_no_meeting_is_the_meetings_fault(self):
        p4 = self.log_in("p4")
        self.problem(p4, 422, "invalid", "POST", f"{API}/meeting-leaves", {"meeting": "none", "staff": "s4", "reason": "r"},
                     field="meeting")
        self.problem(p4, 422, "invalid", "POST", f"{API}/substitutes", {"meeting": "none", "principal": "s4", "substitute": "s3"},
                     field="meeting")

    def test_a_meeting_is_handed_over(self):
        made, host = self.meeting(), self.log_in("host")
        path = f"{API}/meetings/{made['id']}"
        for nobody in ("nobody", "p1", "inspector"):
            self.problem(host, 422, "invalid", "POST", f"{path}/hand-over", {"organizer": nobody}, field="organizer")
        self.problem(self.log_in("p4"), 403, "permission", "POST", f"{path}/hand-over", {"organizer": "p4"})
        other = self.organizer("host2")
        self.problem(other, 403, "permission", "PATCH", path, {"room": "x"})
        given = self.must(host, 200, "POST", f"{path}/hand-over", {"organizer": "host2", "comment": "休假"})
        self.assertEqual((given["organizer"], given["history"][-1]["what"], given["history"][-1]["comment"]),
                         ("host2", "handed_over", "休假"))
        self.problem(host, 403, "permission", "PATCH", path, {"room": "x"})
        self.must(other, 200, "PATCH", path, {"room": "x"})
        self.organizer("host3")
        self.must(self.log_in("security"), 200, "PATCH", f"{API}/accounts/host3", {"state": "closed"})
        self.problem(other, 422, "invalid", "POST", f"{path}/hand-over", {"organizer": "host3"}, field="organizer")

    def organizer(self, name):
        made = self.must(self.log_in("security"), 201, "POST", f"{API}/accounts",
                         {"account": name, "name": name, "roles": [{"role": "organizer", "unit": ""}]})
        self.passwords[name] = made["one_time_password"]
        return self.log_in(name)

    def test_breaches_of_discipline_are_noted_by_the_organizer(self):
        host, inspector = self.log_in("host"), self.log_in("inspector")
        to_come = self.meeting()
        held = self.meeting(start="2026-03-03T09:00:00", end="2026-03-03T10:00:00")
        note = {"meeting": held["id"], "staff": "s4", "breach": "phone", "note": "两次"}
        path = f"{API}/discipline"
        for field, body in (("meeting", {**note, "meeting": to_come["id"]}), ("meeting", {**note, "meeting": "none"}),
                            ("staff", {**note, "staff": "s6"}), ("breach", {**note, "breach": "x"}),
                            ("note", {"meeting": held["id"], "staff": "s4", "breach": "other"})):
            caller = self.log_in("host")
            status = 403 if body["meeting"] == "none" else 422  # a meeting that is nobody's is not the organizer's
            self.problem(caller, status, "permission" if status == 403 else "invalid", "POST", path, body,
                         field=None if status == 403 else field)
        before = self.results(held, "s4")
        made = self.must(host, 201, "POST", path, note)
        self.assertEqual((made["noted_by"], made["breach"]), ("host", "phone"))
        self.assertEqual(self.results(held, "s4"), before)  # no rule counts it
        self.assertIn(made["id"], [n["id"] for n in self.must(self.log_in("p4"), 200, "GET", f"{path}?staff=s4")["items"]])
        self.assertEqual([n["id"] for n in self.must(inspector, 200, "GET", f"{path}?meeting={held['id']}")["items"]], [made["id"]])
        self.assertEqual(self.must(self.log_in("p1"), 200, "GET", path)["items"], [])
        self.problem(inspector, 403, "permission", "DELETE", f"{path}/{made['id']}")
        self.problem(self.log_in("p4"), 403, "permission", "POST", path, note)
        self.must(host, 204, "DELETE", f"{path}/{made['id']}")
        lines = [json.loads(line) if isinstance(line, str) else line for line in
                 self.must(self.log_in("audit"), 200, "GET", f"{API}/audit?limit=200")["lines"]]
        actions = {line["action"] for line in lines if line.get("id") == made["id"]}
        self.assertLessEqual({"discipline.make", "discipline.remove"}, actions)

    def results(self, meeting, staff):
        found = self.must(self.log_in("inspector"), 200, "GET", f"{API}/reports/meetings?meeting={meeting['id']}")["meetings"][0]
        return [result for result in found["results"] if result["staff"] == staff]

    def test_who_sits_in_with_approval_keeps_discipline_too(self):
        host, p4 = self.log_in("host"), self.log_in("p4")
        held = self.meeting()
        note = {"meeting": held["id"], "staff": "s0", "breach": "talking"}
        asked_for = {"meeting": held["id"], "principal": "s4"}
        asked = self.must(p4, 201, "POST", f"{API}/substitutes", {**asked_for, "substitute": "s0"})
        other = self.must(p4, 201, "POST", f"{API}/substitutes", {**asked_for, "substitute": "s7"})
        self.must(host, 200, "POST", f"{API}/substitutes/{asked['id']}/approve", {})
        self.must(host, 200, "PATCH", f"{API}/meetings/{held['id']}", {"start": "2026-03-04T09:00:00", "end": "2026-03-04T10:00:00"})
        self.problem(host, 422, "invalid", "POST", f"{API}/discipline", {**note, "staff": other["substitute"]}, field="staff")
        self.must(host, 201, "POST", f"{API}/discipline", note)

    def test_what_is_in_the_way_is_told_and_refuses_nothing(self):
        host, clerk = self.log_in("host"), self.log_in("clerk1")
        span = {"start": "2029-03-05T09:00:00", "end": "2029-03-05T10:00:00"}
        first = self.meeting(**span, attendees=[{"staff": "s4", "role": "required"}, {"staff": "s1", "role": "optional"}])
        leave = self.must(clerk, 201, "POST", f"{API}/leaves", {"staff": "s2", "from": "2029-03-05T08:30:00",
                          "to": "2029-03-05T12:00:00", "type": "sick"})
        self.must(clerk, 200, "POST", f"{API}/leaves/{leave['id']}/approve", {"approver": "s3"})
        ask = {"start": "2029-03-05T09:30:00", "end": "2029-03-05T11:00:00", "room": "三楼 会议室",
               "invite": {"units": ["u1"], "staff": ["s6"]}}
        found = self.must(host, 200, "POST", f"{API}/meetings/conflicts", ask)
        self.assertEqual([(row["staff"], row["meeting"], row["title"]) for row in found["people"]],
                         [("s1", first["id"], "县长办公会"), ("s4", first["id"], "县长办公会")])
        self.assertEqual([(row["meeting"], row["room"], row["start"]) for row in found["rooms"]], [(first["id"], "三楼会议室", span["start"])])
        self.assertEqual([(row["staff"], row["what"]) for row in found["away"]], [("s2", "leave")])
        self.assertEqual((found["counts"], found["complete"]),
                         ({"people": 2, "hidden": 0, "rooms": 1, "away": 1, "added": 0, "removed": 0}, True))
        self.assertEqual((found["names"]["staff"]["s4"], found["people"][1]["unit"], found["names"]["unit"]["u1"]), ("刘洋", "u1", "财政局"))
        nothing = {"people": 0, "hidden": 0, "rooms": 0, "away": 0, "added": 0}
        for change in ({"start": "2029-03-05T10:00:00"}, {"meeting": first["id"], "invite": {"staff": ["s4"]}},
                       {"room": "二楼", "invite": {"staff": ["s7"]}}):
            with self.subTest(change=change):
                counts = self.must(host, 200, "POST", f"{API}/meetings/conflicts", {**ask, **change})["counts"]
                self.assertEqual({name: counts[name] if name != "away" else 0 for name in nothing}, nothing)
        series = {**ask, "start": "2029-02-26T09:30:00", "end": "2029-02-26T11:00:00", "every_days": 7, "count": 2}
        self.assertEqual(self.must(host, 200, "POST", f"{API}/meetings/conflicts", series)["counts"]["people"], 2)
        self.problem(host, 422, "invalid", "POST", f"{API}/meetings/conflicts", {**ask, "end": ask["start"]}, field="end")
        self.problem(host, 422, "invalid", "POST", f"{API}/meetings/conflicts", {**ask, "invite": {"ranks": ["king"]}},
                     field="invite.ranks[0]")
        self.meeting(**span)

    def test_of_others_meetings_only_the_time_is_told(self):
        """An organizer who may see the people of one unit, in whose way is somebody else's meeting."""
        made = self.must(self.log_in("security"), 201, "POST", f"{API}/accounts",
                         {"account": "host9", "name": "n", "roles": [{"role": "organizer", "unit": "u2"}]})
        OfficeTest.passwords["host9"] = made["one_time_password"]
        self.meeting(start="2029-04-05T09:00:00", end="2029-04-05T10:00:00",
                     attendees=[{"staff": staff, "role": "required"} for staff in ("s4", "s6")])
        found = self.must(self.log_in("host9"), 200, "POST", f"{API}/meetings/conflicts",
                          {"start": "2029-04-05T09:00:00", "end": "2029-04-05T09:30:00", "room": "三楼会议室",
                           "invite": {"staff": ["s4", "s6"]}})
        self.assertEqual([(row["staff"], row["title"]) for row in found["people"]], [("s6", None)])
        self.assertEqual(([row["title"] for row in found["rooms"]], found["counts"]["people"], found["counts"]["hidden"]), ([None], 2, 1))

    def test_what_changes_is_noted_and_told(self):
        host, p4 = self.log_in("host"), self.log_in("p4")
        made = self.meeting(invite={"staff": ["s4"]}, attendees=None)
        moved = self.must(host, 200, "PATCH", f"{API}/meetings/{made['id']}", {"room": "二楼", "agenda": "一、学习"})
        self.assertEqual((moved["history"][-1]["fields"], moved["history"][-1]["told"]), (["room", "agenda"], 1))
        more = self.must(host, 200, "PATCH", f"{API}/meetings/{made['id']}", {"invite": {"staff": ["s5", "s4"]}})
        self.assertEqual({name: more["history"][-1][name] for name in ("what", "fields", "added", "removed")},
                         {"what": "changed", "fields": ["attendees"], "added": 1, "removed": 0})
        same = self.must(host, 200, "PATCH", f"{API}/meetings/{made['id']}", {"invite": {"staff": ["s4", "s5"]}})
        self.assertEqual(len(same["history"]), 2)
        listed = self.must(host, 200, "PATCH", f"{API}/meetings/{made['id']}", {"attendees": [{"staff": "s4", "role": "required"}]})
        self.assertNotIn("invite", listed)
        self.must(host, 200, "POST", f"{API}/meetings/{made['id']}/cancel", {"comment": "改期"})
        notices = self.must(p4, 200, "GET", f"{API}/notices")["items"]
        told = [(item["what"], item["detail"].get("room")) for item in notices if item["id"] == made["id"]]
        self.assertEqual(told, [("meeting_cancelled", "二楼"), ("meeting_changed", "二楼"), ("meeting_invited", "三楼会议室")])

    def test_whoever_is_invited_is_told_where_the_kiosk_stands(self):
        made = self.meeting(kiosks=["k0001", "k0999"])
        read = self.must(self.log_in("p4"), 200, "GET", f"{API}/meetings/{made['id']}")
        place = self.must(self.admin, 200, "GET", f"{API}/kiosks/k0001")["place"]
        self.assertEqual(read["names"]["kiosk"], {"k0001": place})

    def test_what_has_begun_stays_as_it_was_said(self):
        host = self.log_in("host")
        made = self.meeting(start="2026-06-01T09:00:00", end="2026-06-01T10:00:00", kiosks=["k0001"],
                            attendees=[{"staff": "s4", "role": "required"}, {"staff": "s5", "role": "optional"}])
        path = f"{API}/meetings/{made['id']}"
        for change, field in (({"start": "2026-06-01T09:30:00"}, "start"), ({"end": "2026-06-01T11:00:00"}, "end"),
                              ({"late_grace_min": 30}, "late_grace_min"), ({"signout": "required"}, "signout"),
                              ({"attendees": [{"staff": "s5", "role": "optional"}]}, "attendees"),
                              ({"attendees": made["attendees"] + [{"staff": "s1", "role": "required"}]}, "attendees"),
                              ({"attendees": [{"staff": "s4", "role": "required"}, {"staff": "s5", "role": "required"}]}, "attendees"),
                              ({"kiosks": ["k0009"]}, "kiosks")):
            with self.subTest(change=change):
                self.problem(host, 422, "invalid", "PATCH", path, change, field=field)
        self.problem(host, 422, "invalid", "POST", f"{path}/postpone", {"start": "2030-01-01T09:00:00"}, field="start")
        self.problem(host, 422, "invalid", "PATCH", path, {"attendees": [{**row, "role": "optional"} for row in made["attendees"]]},
                     field="attendees")
        more = [{"staff": "s4", "role": "required"}, {"staff": "s5", "role": "optional"}, {"staff": "s1", "role": "optional"}]
        changed = self.must(host, 200, "PATCH", path, {"title": "改名", "attendees": more, "kiosks": ["k0001", "k0009"]})
        self.assertEqual(changed["history"][-1]["fields"], ["title", "kiosks", "attendees"])
        self.assertNotIn("told", changed["history"][-1])

    def test_an_organizer_knows_beforehand_what_a_request_would_come_to(self):
        host, p4 = self.log_in("host"), self.log_in("p4")
        invited = [{"staff": staff, "role": "required"} for staff in ("s4", "s3")]
        made = self.meeting(attendees=invited, substitute_deadline_min=1000000, leave_deadline_min=1000000)
        leave = self.must(p4, 201, "POST", f"{API}/meeting-leaves", {"meeting": made["id"], "staff": "s4", "reason": "x"})
        late = self.must(p4, 201, "POST", f"{API}/substitutes", {"meeting": made["id"], "principal": "s4", "substitute": "s7"})

        def standings():
            items = self.must(host, 200, "GET", f"{API}/meetings/{made['id']}/requests")["items"]
            return {item["id"]: (item["standing"]["may_approve"], item["standing"]["why"]) for item in items if "standing" in item}

        self.assertEqual(standings(), {leave["id"]: (True, "leave_late"), late["id"]: (False, "substitute_late")})
        self.problem(host, 409, "state", "POST", f"{API}/substitutes/{late['id']}/approve", {})
        self.must(host, 200, "PATCH", f"{API}/meetings/{made['id']}", {"substitute_deadline_min": 0, "leave_deadline_min": 0})
        self.assertEqual(standings(), {leave["id"]: (True, ""), late["id"]: (True, "")})
        p3 = self.log_in("p3")
        self.must(self.admin, 200, "PATCH", f"{API}/office-policy", {"substitutes": []})
        other = self.must(p3, 201, "POST", f"{API}/substitutes", {"meeting": made["id"], "principal": "s3", "substitute": "s7"})
        self.must(self.admin, 200, "PATCH", f"{API}/office-policy", {"substitutes": None})
        self.must(host, 200, "POST", f"{API}/substitutes/{late['id']}/approve", {})
        self.assertEqual(standings()[other["id"]], (False, "substitute_taken"))
        self.problem(host, 409, "state", "POST", f"{API}/substitutes/{other['id']}/approve", {})
        self.must(host, 200, "PATCH", f"{API}/meetings/{made['id']}", {"attendees": [*invited[:1], {"staff": "s7", "role": "required"}]})
        self.assertEqual(standings(), {leave["id"]: (True, ""), other["id"]: (False, "not_invited")})
        self.must(host, 200, "POST", f"{API}/meetings/{made['id']}/cancel", {})
        self.assertEqual(standings()[leave["id"]], (False, "meeting_cancelled"))
        self.problem(host, 409, "state", "POST", f"{API}/meeting-leaves/{leave['id']}/approve", {})
        self.assertEqual(self.must(self.log_in("p1"), 200, "GET", f"{API}/meetings/{made['id']}/requests")["items"], [])
        self.problem(host, 404, "not_found", "GET", f"{API}/meetings/nothing/requests")

    def test_others_see_only_what_they_attend(self):
        made = self.meeting()
        self.assertIn(made["id"], [m["id"] for m in self.must(self.log_in("p4"), 200, "GET", f"{API}/meetings?limit=500")["items"]])
        self.assertNotIn(made["id"], [m["id"] for m in self.must(self.log_in("p1"), 200, "GET", f"{API}/meetings?limit=500")["items"]])
        self.problem(self.log_in("p1"), 403, "permission", "GET", f"{API}/meetings/{made['id']}")


class Publications(OfficeTest):

    def meeting(self, **more):
        made = self.must(self.log_in("host"), 201, "POST", f"{API}/meetings",
                         {"title": "作风建设会", "start": "2026-07-01T09:00:00", "end": "2026-07-01T10:00:00", "room": "礼堂",
                          "attendees": [{"staff": staff, "role": "required"} for staff in ("s4", "s5", "s6")], **more})
        return self.enter_in_time(made)["id"]

    def publish(self, meeting, **body):
        return self.must(self.log_in("host"), 201, "POST", f"{API}/meetings/{meeting}/publish", body)

    def result(self, account, meeting):
        return self.must(self.log_in(account), 200, "GET", f"{API}/meetings/{meeting}/result")

    def test_a_result_is_published_and_what_changes_later_is_shown(self):
        host, meeting = self.log_in("host"), self.meeting()
        self.assertIsNone(self.result("host", meeting)["publication"])
        made = self.publish(meeting, comment=NASTY)
        self.assertEqual([(row["staff"], row["unit"], row["result"]) for row in made["results"]],
                         [("s4", "u1", "absent"), ("s5", "u11", "absent"), ("s6", "u2", "absent")])
        self.assertEqual((made["published_by"], made["state"], made["room"], made["comment"]), ("host", "published", "礼堂", NASTY))
        self.problem(host, 409, "state", "POST", f"{API}/meetings/{meeting}/publish", {})
        for staff in ("s4", "s5"):
            self.must(host, 201, "POST", f"{API}/marks", {"meeting": meeting, "staff": staff})
        self.must(host, 200, "PATCH", f"{API}/meetings/{meeting}", {"title": "改名", "attendees":
                  [{"staff": staff, "role": role} for staff, role in
                   (("s4", "required"), ("s5", "required"), ("s6", "required"), ("s1", "optional"))]})
        seen = self.result("p4", meeting)
        self.assertEqual((seen["title"], seen["changed"], seen["whole"], seen["publication"]["id"]), ("作风建设会", 3, True, made["id"]))
        rows = {row["staff"]: row for row in seen["results"]}
        self.assertEqual((rows["s4"]["result"], rows["s4"]["now"]),
                         ("absent", {"staff": "s4", "unit": "u1", "result": "on_time", "flags": ["marked"]}))
        self.assertEqual(rows["s5"]["now"]["result"], "on_time")
        self.assertNotIn("now", rows["s6"])
        self.assertEqual((rows["s1"].get("result"), rows["s1"]["now"]["result"]), (None, "none"))
        again = self.publish(meeting)
        seen = self.result("p4", meeting)
        self.assertEqual((seen["changed"], [(one["id"], one["state"]) for one in seen["earlier"]]), (0, [(made["id"], "replaced")]))
        _, headers, csv = host.ask("GET", f"{API}/meetings/{meeting}/result.csv")
        self.assertIn("s4,刘洋,财政局,准时（组织者补签）,,", csv.decode())
        self.assertIn("attachment", headers["Content-Disposition"])
        self.assertEqual(host.ask("GET", f"{API}/meetings/{meeting}/result.xlsx")[2][:2], b"PK")
        self.assertEqual([item["id"] for item in self.must(host, 200, "GET", f"{API}/publications?meeting={meeting}")["items"]],
                         [again["id"], made["id"]])
        self.assertEqual(self.must(host, 200, "GET", f"{API}/publications/{made['id']}")["state"], "replaced")
        told = [item["what"] for item in self.must(self.log_in("p4"), 200, "GET", f"{API}/notices")["items"] if item["id"] == meeting]
        self.assertEqual(told, ["meeting_published", "meeting_published"])

    def test_one_is_withdrawn_with_a_reason(self):
        host, meeting = self.log_in("host"), self.meeting()
        made = self.publish(meeting)
        self.problem(self.log_in("p4"), 403, "permission", "POST", f"{API}/publications/{made['id']}/withdraw", {"comment": "x"})
        self.problem(host, 422, "invalid", "POST", f"{API}/publications/{made['id']}/withdraw", {}, field="comment")
        self.must(host, 200, "POST", f"{API}/publications/{made['id']}/withdraw", {"comment": "人员有误"})
        self.problem(host, 409, "state", "POST", f"{API}/publications/{made['id']}/withdraw", {"comment": "x"})
        seen = self.result("p4", meeting)
        self.assertEqual((seen["publication"]["state"], seen["publication"]["history"][-1]["comment"], seen["results"]),
                         ("withdrawn", "人员有误", []))
        self.publish(meeting)
        lines = self.must(self.log_in("audit"), 200, "GET", f"{API}/audit?limit=200")["lines"]
        seen = {(line["action"], line["id"]) for line in (json.loads(line) if isinstance(line, str) else line for line in lines)}
        self.assertLessEqual({("publication.make", made["id"]), ("publication.withdraw", made["id"])}, seen)

    def test_only_the_organizer_publishes_and_only_what_is_over(self):
        host = self.log_in("host")
        for more, why in (({"start": "2027-07-01T09:00:00", "end": "2027-07-01T10:00:00"}, "results are open until 2027-07-01T10:00:00"),
                          ({"start": "2027-07-01T09:00:00", "end": "2027-07-01T10:00:00", "signout": "required"},
                           "results are open until 2027-07-01T12:00:00")):
            with self.subTest(more=more):
                refused = self.problem(host, 409, "state", "POST", f"{API}/meetings/{self.meeting(**more)}/publish", {})
                self.assertEqual(refused["detail"], why)
        meeting = self.meeting()
        self.problem(self.log_in("p4"), 403, "permission", "POST", f"{API}/meetings/{meeting}/publish", {})
        self.problem(host, 404, "not_found", "POST", f"{API}/meetings/nothing/publish", {})
        self.problem(host, 422, "invalid", "POST", f"{API}/meetings/{meeting}/publish", {"comment": 5}, field="comment")
        self.must(host, 200, "POST", f"{API}/meetings/{meeting}/cancel", {})
        self.problem(host, 409, "state", "POST", f"{API}/meetings/{meeting}/publish", {})

    def test_a_clerk_sees_the_own_units_rows(self):
        meeting = self.meeting()
        self.publish(meeting)
        seen = self.result("clerk1", meeting)
        self.assertEqual(([row["staff"] for row in seen["results"]], seen["whole"]), (["s4", "s5"], False))
        self.assertEqual(len(self.result("inspector", meeting)["results"]), 3)
        self.problem(self.log_in("p1"), 403, "permission", "GET", f"{API}/meetings/{meeting}/result")
        self.problem(self.log_in("p1"), 404, "not_found", "GET", f"{API}/meetings/nothing/result")
        self.problem(self.log_in("audit"), 403, "permission", "GET", f"{API}/meetings/{meeting}/result")


class SpotChecks(OfficeTest):

    def test_an_inspector_writes_down_what_was_seen(self):
        inspector = self.log_in("inspector")
        made = self.must(inspector, 201, "POST", f"{API}/spot-checks", {"unit": "u1", "at": "2026-03-02T10:00:00",
                         "findings": [{"staff": "s1", "found": "absent", "note": NASTY}]})
        self.assertEqual((made["inspector"], made["findings"][0]["note"]), ("inspector", NASTY))
        self.problem(inspector, 422, "invalid", "POST", f"{API}/spot-checks", {"unit": "u1", "at": "2026-03-02T10:00:00",
                     "findings": [{"staff": "s1", "found": "asleep"}]}, field="findings[0].found")
        self.problem(inspector, 422, "invalid", "POST", f"{API}/spot-checks", {"unit": "u1", "at": "2026-03-02T10:00:00",
                     "findings": [{"staff": "nobody", "found": "absent"}]}, field="findings[0].staff")
        self.problem(self.log_in("clerk1"), 403, "permission", "GET", f"{API}/spot-checks")


class Everything(OfficeTest):
    """The operations that no story above has come by: each is tried, and what it leaves behind is looked at."""

    def again(self, caller, path, thing, change, **expected):
        """Read, changed, read again, and found in the list."""
        read = self.must(caller, 200, "GET", f"{API}/{path}/{thing}")
        changed = self.must(caller, 200, "PATCH", f"{API}/{path}/{thing}", change)
        self.assertNotEqual(read["revision"], changed["revision"])
        seen = self.must(caller, 200, "GET", f"{API}/{path}/{thing}")
        for name, value in (expected or change).items():
            self.assertEqual(seen.get(name), value)
        items = self.must(caller, 200, "GET", f"{API}/{path}?limit=500")["items"]
        self.assertIn(thing, [item.get("id", item.get("year")) for item in items])
        return seen

    def test_settings(self):
        site = self.must(self.admin, 200, "GET", f"{API}/site-settings")
        self.must(self.admin, 200, "PATCH", f"{API}/site-settings", {"place": NASTY})
        self.assertEqual(self.must(self.admin, 200, "GET", f"{API}/site-settings")["place"], NASTY)
        self.must(self.admin, 200, "PATCH", f"{API}/site-settings", {"place": site["place"]})
        self.must(self.admin, 200, "GET", f"{API}/policy")
        self.must(self.admin, 200, "GET", f"{API}/office-policy")
        self.problem(self.admin, 422, "invalid", "PATCH", f"{API}/office-policy", {"leave_steps": []}, field="leave_steps")
        self.problem(self.admin, 422, "invalid", "PATCH", f"{API}/policy", {"late_grace_min": -1}, field="late_grace_min")
        self.problem(self.log_in("inspector"), 403, "permission", "PATCH", f"{API}/policy", {"late_grace_min": 1})

    def test_the_bulletins_words_are_the_inspectors(self):
        inspector = self.log_in("inspector")
        path = f"{API}/bulletin-policy"
        said = self.must(inspector, 200, "PATCH", path, {"mark": "某某县督查室文件", "naming": "people", "people_from": 2,
                         "template": "# 情况\n守时率{rate}。\n"})
        self.assertEqual((said["mark"], said["people_from"]), ("某某县督查室文件", 2))
        self.problem(inspector, 422, "invalid", "PATCH", path, {"template": "好\n{mnth}"}, field="template")
        self.assertEqual(self.must(inspector, 200, "GET", path)["template"], "# 情况\n守时率{rate}。\n")
        self.problem(self.log_in("clerk1"), 403, "permission", "PATCH", path, {"naming": "units"})

    def test_the_policy_says_how_it_came_to_be(self):
        before = self.must(self.admin, 200, "GET", f"{API}/policy/history")["items"]
        for minutes in (4, 6):
            self.must(self.admin, 200, "PATCH", f"{API}/policy", {"early_grace_min": minutes})
        inspector = self.log_in("inspector")
        newest, older, *rest = self.must(inspector, 200, "GET", f"{API}/policy/history")["items"]
        self.assertEqual((newest["value"]["early_grace_min"], older["value"]["early_grace_min"]), (6, 4))
        self.assertEqual(newest["author"], "admin")
        self.assertGreater(int(newest["revision"]), int(older["revision"]))
        self.assertEqual(rest, before)
        self.must(self.admin, 200, "PATCH", f"{API}/policy", {"early_grace_min": None})
        self.problem(self.log_in("audit"), 403, "permission", "GET", f"{API}/policy/history")

    def test_schedules_and_who_keeps_them(self):
        session = {"start": "08:30", "end": "12:00", "in": "required", "out": "required"}
        version = {"from": "2026-01-01", "to": "2026-06-30", "weekdays": [1, 2, 3, 4, 5], "sessions": [session]}
        self.must(self.admin, 201, "POST", f"{API}/schedules", {"id": "e1", "name": "冬季", "versions": [version]})
        self.again(self.admin, "schedules", "e1", {"name": NASTY})
        late = {**session, "start": "11:00", "end": "13:00"}
        self.problem(self.admin, 422, "invalid", "PATCH", f"{API}/schedules/e1",
                     {"versions": [{**version, "sessions": [session, late]}]}, field="versions[0].sessions[1]")
        made = self.must(self.admin, 201, "POST", f"{API}/assignments", {"schedule": "e1", "staff": "s1", "from": "2026-01-01"})
        self.again(self.admin, "assignments", made["id"], {"to": "2026-05-01"})
        self.problem(self.admin, 409, "state", "DELETE", f"{API}/schedules/e1")
        self.must(self.admin, 204, "DELETE", f"{API}/assignments/{made['id']}")
        self.must(self.admin, 204, "DELETE", f"{API}/schedules/e1")

    def test_calendars(self):
        self.must(self.admin, 201, "POST", f"{API}/calendars", {"year": "2031", "rest": ["2031-01-01"], "work": []})
        self.again(self.admin, "calendars", "2031", {"work": [{"date": "2031-02-01", "as": 5}]})
        self.must(self.admin, 204, "DELETE", f"{API}/calendars/2031")
        for year in ("31", "20310", "20x1", "0000", "1999", "2100", "9999"):
            self.problem(self.admin, 422, "invalid", "POST", f"{API}/calendars", {"year": year, "rest": [], "work": []}, field="year")
            self.problem(self.admin, 422, "invalid", "POST", f"{API}/calendars/{year}/preview", {"rest": [], "work": []}, field="year")
        for method, path in (("POST", "calendars"), ("POST", "calendars/2032/preview")):
            body = {"rest": ["2033-01-01"], "work": []}
            self.problem(self.admin, 422, "invalid", method, f"{API}/{path}", body if path != "calendars" else {"year": "2032", **body},
                         field="rest[0]")

    def test_a_card_is_issued_at_a_kiosk_that_is_there(self):
        self.problem(self.admin, 422, "invalid", "POST", f"{API}/card-issues", {"staff": "s6", "kiosk": "k0999"}, field="kiosk")

    def test_cards_come_back_and_are_issued_by_a_tap(self):
        card = self.must(self.admin, 201, "POST", f"{API}/cards", {"staff": "s5", "number": "0A0B0C0D"})
        self.again(self.admin, "cards", card["id"], {"label": NASTY[:50], "to": "2030-12-31"})
        self.must(self.admin, 200, "POST", f"{API}/cards/{card['id']}/revoke", {"reason": "lost"})
        self.assertEqual(self.must(self.admin, 200, "POST", f"{API}/cards/{card['id']}/restore", {})["state"], "active")
        issue = self.must(self.admin, 201, "POST", f"{API}/card-issues", {"staff": "s5", "kiosk": "k0001"})
        self.assertEqual(issue["state"], "waiting")
        self.problem(self.admin, 409, "state", "POST", f"{API}/card-issues", {"staff": "s1", "kiosk": "k0001"})
        self.again(self.admin, "card-issues", issue["id"], {"label": "新"})
        self.must(self.admin, 200, "POST", f"{API}/card-issues/{issue['id']}/cancel", {})
        self.problem(self.admin, 409, "state", "POST", f"{API}/card-issues/{issue['id']}/cancel", {})

    def test_evidence_is_listed(self):
        p1 = self.log_in("p1")
        made = self.must(p1, 201, "POST", f"{API}/evidence?staff=s1&name=a.png", b"\x89PNG\r\n\x1a\n", Content_Type="image/png")
        self.assertEqual(self.must(p1, 200, "GET", f"{API}/evidence/{made['id']}")["size"], 8)
        self.assertIn(made["id"], [item["id"] for item in self.must(p1, 200, "GET", f"{API}/evidence")["items"]])

    def test_what_is_asked_for_can_be_changed_and_withdrawn(self):
        p1, clerk = self.log_in("p1"), self.log_in("clerk1")
        leave = {"staff": "s1", "from": "2028-03-01T08:30:00", "to": "2028-03-01T12:00:00", "type": "annual"}
        made = self.must(p1, 201, "POST", f"{API}/leaves", leave)
        self.again(p1, "leaves", made["id"], {"reason": NASTY})
        self.must(p1, 200, "POST", f"{API}/leaves/{made['id']}/withdraw", {"comment": NASTY})
        trip = {"staff": "s1", "from": "2020-03-01T08:30:00", "to": "2020-03-02T12:00:00", "destination": NASTY}
        made = self.must(p1, 201, "POST", f"{API}/trips", trip)
        self.again(p1, "trips", made["id"], {"reason": NASTY})
        self.must(clerk, 200, "POST", f"{API}/trips/{made['id']}/approve", {"approver": "s4"})
        self.assertEqual(self.must(p1, 200, "POST", f"{API}/trips/{made['id']}/return", {})["state"], "returned")
        made = self.must(p1, 201, "POST", f"{API}/trips", trip)
        self.must(clerk, 200, "POST", f"{API}/trips/{made['id']}/reject", {"approver": "s4"})
        one = self.must(p1, 201, "POST", f"{API}/corrections", {"staff": "s1", "at": "2025-06-02T08:30:00", "reason": "x"})
        self.again(p1, "corrections", one["id"], {"reason": NASTY})
        self.must(self.log_in("p2"), 200, "POST", f"{API}/corrections/{one['id']}/approve", {})
        two = self.must(p1, 201, "POST", f"{API}/corrections", {"staff": "s1", "at": "2025-07-02T08:30:00", "reason": "x"})
        self.must(p1, 200, "POST", f"{API}/corrections/{two['id']}/withdraw", {})

    def test_what_a_meeting_is_asked_for(self):
        host, p4 = self.log_in("host"), self.log_in("p4")
        made = self.must(host, 201, "POST", f"{API}/meetings", {"title": NASTY, "start": "2028-06-01T09:00:00",
                         "end": "2028-06-01T10:00:00", "attendees": [{"staff": "s4", "role": "required"}]})
        self.again(host, "meetings", made["id"], {"room": NASTY[:100], "agenda": NASTY})
        ask = {"meeting": made["id"], "staff": "s4", "reason": NASTY}
        leave = self.must(p4, 201, "POST", f"{API}/meeting-leaves", ask)
        self.again(p4, "meeting-leaves", leave["id"], {"reason": "另有会议"})
        self.must(host, 200, "POST", f"{API}/meeting-leaves/{leave['id']}/approve", {})
        self.must(p4, 200, "POST", f"{API}/meeting-leaves/{leave['id']}/withdraw", {})
        ask = {"meeting": made["id"], "principal": "s4", "substitute": "s3"}
        one = self.must(p4, 201, "POST", f"{API}/substitutes", ask)
        self.again(p4, "substitutes", one["id"], {"reason": NASTY})
        self.must(host, 200, "POST", f"{API}/substitutes/{one['id']}/reject", {})
        two = self.must(p4, 201, "POST", f"{API}/substitutes", ask)
        self.must(p4, 200, "POST", f"{API}/substitutes/{two['id']}/withdraw", {})
        mark = self.must(host, 201, "POST", f"{API}/marks", {"meeting": made["id"], "staff": "s4"})
        self.again(host, "marks", mark["id"], {"reason": NASTY})
        held = self.must(host, 201, "POST", f"{API}/meetings", {
            "title": NASTY, "start": "2026-03-05T09:00:00", "end": "2026-03-05T10:00:00",
            "attendees": [{"staff": "s4", "role": "required"}]})
        noted = self.must(host, 201, "POST", f"{API}/discipline", {"meeting": held["id"], "staff": "s4", "breach": "other", "note": NASTY})
        self.again(host, "discipline", noted["id"], {"note": NASTY + NASTY})

    def test_a_spot_check_is_put_right(self):
        inspector = self.log_in("inspector")
        made = self.must(inspector, 201, "POST", f"{API}/spot-checks", {"unit": "u1", "at": "2026-03-02T10:00:00", "findings": []})
        self.again(inspector, "spot-checks", made["id"], {"note": NASTY + "\n", "place": NASTY})

    def test_every_change_and_look_is_a_line_of_the_audit_log(self):
        self.must(self.admin, 200, "GET", f"{API}/staff/s6")
        self.must(self.admin, 200, "PATCH", f"{API}/staff/s6", {"phone": "12345"})
        self.problem(self.log_in("clerk1"), 403, "permission", "GET", f"{API}/staff/s6")
        lines = self.must(self.log_in("audit"), 200, "GET", f"{API}/audit?limit=200")["lines"]
        lines = [json.loads(line) if isinstance(line, str) else line for line in lines]
        seen = {(line["action"], line["id"], line["outcome"]) for line in lines}
        self.assertLessEqual({("staff.read", "s6", "done"), ("staff.change", "s6", "done"), ("staff.read", "s6", "refused")}, seen)


if __name__ == "__main__":
    office_site.main()
