"""The ledger of breaches, its files, what units hand in, and what people are told, against a real server."""

import contextlib
import csv
import datetime
import hashlib
import io
import sqlite3
import subprocess
import zipfile

from office_site import OfficeTest
from small_site import site_today

API = "/api/v1"
PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TODAY = site_today()


def day(days):
    return (TODAY + datetime.timedelta(days)).isoformat()


class Ledger(OfficeTest):

    def setUp(self):
        self.inspector = self.log_in("inspector")
        self.clerk = self.log_in("clerk1")

    def found(self, **more):
        return self.must(self.inspector, 201, "POST", f"{API}/ledger",
                         {"unit": "u1", "staff": "s1", "found_on": day(-1), "title": "上班时间不在岗", **more})

    def act(self, entry, action, body, status=200, caller=None, **headers):
        return self.must(caller or self.inspector, status, "POST", f"{API}/ledger/{entry['id']}/{action}", body, **headers)

    def notified(self):
        return self.act(self.found(), "notify", {"text": "请核实并整改", "number": "督〔2026〕3号", "due": day(7)})

    def may(self, caller, entry):
        read = self.must(caller, 200, "GET", f"{API}/ledger/{entry['id']}")
        return {name.removeprefix("may_") for name, may in read.items() if name.startswith("may_") and may}

    def test_whoever_reads_an_entry_is_told_its_next_steps(self):
        entry = self.found()
        self.assertEqual((self.may(self.inspector, entry), self.may(self.clerk, entry)), ({"notify", "dismiss"}, set()))
        self.act(entry, "notify", {"text": "请整改", "due": day(7)})
        self.assertEqual((self.may(self.inspector, entry), self.may(self.clerk, entry)), ({"extend", "dismiss"}, {"rectify"}))
        self.act(entry, "rectify", {"text": "已整改"}, caller=self.clerk)
        self.assertEqual((self.may(self.inspector, entry), self.may(self.clerk, entry)), ({"verify", "reject"}, set()))
        self.act(entry, "verify", {})
        self.assertEqual(self.may(self.inspector, entry), {"close", "reopen"})

    def test_from_found_to_closed(self):
        entry = self.found()
        self.assertEqual((entry["state"], entry["source"]), ("found", "hand"))
        self.assertEqual(self.must(self.inspector, 200, "PATCH", f"{API}/ledger/{entry['id']}", {"detail": "九点二十分"})["detail"], "九点二十分")
        entry = self.act(entry, "notify", {"text": "请整改", "due": day(7)})
        self.assertEqual((entry["state"], entry["due"], entry["notice"]["by"]), ("notified", day(7), "inspector"))
        proof = self.must(self.clerk, 201, "POST", f"{API}/ledger/{entry['id']}/attachments?name=a.png", PNG, Content_Type="image/png")
        entry = self.act(entry, "rectify", {"text": "已批评教育", "attachments": [proof["id"]]}, caller=self.clerk)
        self.assertEqual((entry["state"], entry["rectification"]["late"]), ("rectified", False))
        entry = self.act(entry, "reject", {"comment": "没有说明原因", "due": day(3)})
        self.assertEqual((entry["state"], entry["due"]), ("notified", day(3)))
        entry = self.act(entry, "extend", {"comment": "出差", "due": day(9)})
        entry = self.act(entry, "rectify", {"text": "原因已查明"}, caller=self.clerk)
        entry = self.act(entry, "verify", {"comment": "属实"})
        entry = self.act(entry, "close", {})
        self.assertEqual(entry["state"], "closed")
        self.assertEqual([line["what"] for line in entry["history"]],
                         ["found", "changed", "notified", "rectified", "rejected", "extended", "rectified", "verified", "closed"])
        self.assertEqual(entry["history"][3]["attachments"], [proof["id"]], "what was said first is still there")
        self.assertEqual({line["by"] for line in entry["history"]}, {"inspector", "clerk1"})
        self.assertEqual(self.act(entry, "reopen", {"comment": "又犯"})["state"], "found")
        read = self.must(self.inspector, 200, "GET", f"{API}/ledger/{entry['id']}")
        self.assertEqual(read["names"]["staff"]["s1"], "王伟")

    def test_a_step_out_of_order_says_how_it_stands(self):
        entry = self.notified()
        for action, body in (("verify", {}), ("close", {}), ("reject", {"comment": "x", "due": day(1)}),
                             ("notify", {"text": "x", "due": day(1)}), ("reopen", {"comment": "x"})):
            with self.subTest(action=action):
                refused = self.problem(self.inspector, 409, "state", "POST", f"{API}/ledger/{entry['id']}/{action}", body)
                self.assertIn("notified by inspector", refused["detail"])
        self.problem(self.inspector, 409, "state", "PATCH", f"{API}/ledger/{entry['id']}", {"title": "另一个"})
        self.act(entry, "dismiss", {"comment": "经核实有公出手续"})
        self.problem(self.clerk, 409, "state", "POST", f"{API}/ledger/{entry['id']}/rectify", {"text": "x"})

    def test_two_inspectors_at_once(self):
        entry = self.found()
        _, headers, _ = self.inspector.ask("GET", f"{API}/ledger/{entry['id']}")
        self.act(entry, "notify", {"text": "一", "due": day(5)}, If_Match=headers["ETag"])
        refused = self.act(entry, "dismiss", {"comment": "二"}, 409, If_Match=headers["ETag"])
        self.assertEqual((refused["type"], refused["current"]["state"]), ("shoushi:changed", "notified"))
        refused = self.act(entry, "notify", {"text": "二", "due": day(5)}, 409)
        self.assertIn("notified by inspector at", refused["detail"])

    def test_whose_it_is(self):
        entry = self.notified()
        other = self.act(self.found(unit="u2", staff="s6"), "notify", {"text": "x", "due": day(2)})
        self.problem(self.clerk, 403, "permission", "GET", f"{API}/ledger/{other['id']}")
        self.problem(self.clerk, 403, "permission", "POST", f"{API}/ledger/{other['id']}/rectify", {"text": "x"})
        self.problem(self.clerk, 403, "permission", "POST", f"{API}/ledger/{other['id']}/attachments?name=a.png", PNG,
                     Content_Type="image/png")
        self.problem(self.clerk, 403, "permission", "POST", f"{API}/ledger/{entry['id']}/verify", {})
        self.problem(self.clerk, 403, "permission", "POST", f"{API}/ledger", {"unit": "u1", "found_on": day(0), "title": "x"})
        self.problem(self.inspector, 403, "permission", "POST", f"{API}/ledger/{entry['id']}/rectify", {"text": "x"})
        self.problem(self.admin, 403, "permission", "GET", f"{API}/ledger")
        self.assertEqual({item["unit"] for item in self.must(self.clerk, 200, "GET", f"{API}/ledger?limit=500")["items"]}, {"u1"})
        own = self.must(self.log_in("p1"), 200, "GET", f"{API}/ledger?limit=500")["items"]
        self.assertEqual({item["staff"] for item in own}, {"s1"})

    def test_what_is_found_wrongly(self):
        for body, field in (({"title": "x", "found_on": day(0)}, "unit"), ({"unit": "u1", "found_on": day(0)}, "title"),
                            ({"unit": "u1", "title": "x"}, "found_on"), ({"unit": "u1", "title": "x", "found_on": day(1)}, "found_on"),
                            ({"unit": "u2", "staff": "s1", "title": "x", "found_on": day(0)}, "unit"),
                            ({"unit": "u9", "title": "x", "found_on": day(0)}, "unit"),
                            ({"unit": "u1", "title": "x", "found_on": day(0), "state": "closed"}, "state"),
                            ({"staff": "s1", "title": "x", "spot_check": "x99"}, "spot_check")):
            with self.subTest(body=body):
                self.problem(self.inspector, 422, "invalid", "POST", f"{API}/ledger", body, field=field)
        entry = self.found()
        self.problem(self.inspector, 422, "invalid", "POST", f"{API}/ledger/{entry['id']}/notify", {"text": "x", "due": day(-1)},
                     field="due")
        self.problem(self.inspector, 422, "invalid", "POST", f"{API}/ledger/{entry['id']}/notify", {"text": "x"}, field="due")
        self.problem(self.inspector, 422, "invalid", "POST", f"{API}/ledger/{entry['id']}/dismiss", {}, field="comment")
        self.problem(self.inspector, 404, "path", "POST", f"{API}/ledger/{entry['id']}/burn", {})
        self.problem(self.inspector, 404, "not_found", "POST", f"{API}/ledger/b99999999/verify", {})

    def test_a_spot_check_makes_one_entry_of_a_person(self):
        check = self.must(self.inspector, 201, "POST", f"{API}/spot-checks", {
            "unit": "u1", "at": f"{day(-2)}T09:30:00",
            "findings": [{"staff": "s2", "found": "absent"}, {"staff": "s3", "found": "at_post"}]})
        read = self.must(self.inspector, 200, "GET", f"{API}/spot-checks/{check['id']}")
        self.assertEqual(read["names"]["account"], {read["inspector"]: "督查"})
        body = {"spot_check": check["id"], "staff": "s2", "title": "在岗抽查不在岗"}
        entry = self.must(self.inspector, 201, "POST", f"{API}/ledger", body)
        self.assertEqual((entry["source"], entry["unit"], entry["found_on"]), ("spot_check", "u1", day(-2)))
        self.problem(self.inspector, 409, "state", "POST", f"{API}/ledger", body)
        self.problem(self.inspector, 422, "invalid", "POST", f"{API}/ledger", {**body, "staff": "s3"}, field="staff")

    def test_files_are_bounded_and_of_their_kind(self):
        entry = self.notified()
        path = f"{API}/ledger/{entry['id']}/attachments?name=%E7%85%A7%E7%89%87.png"
        made = self.must(self.clerk, 201, "POST", path, PNG, Content_Type="image/png")
        self.assertEqual((made["sha256"], made["size"], made["unit"]), (hashlib.sha256(PNG).hexdigest(), len(PNG), "u1"))
        self.assertEqual(self.must(self.inspector, 200, "GET", f"{API}/attachments/{made['id']}/file"), PNG)
        self.assertEqual(self.must(self.inspector, 200, "GET", f"{API}/attachments/{made['id']}")["name"], "照片.png")
        self.assertIn(made["id"], [item["id"] for item in self.must(self.clerk, 200, "GET", f"{API}/attachments?limit=500")["items"]])
        self.must(self.clerk, 201, "POST", path, b"PK\x03\x04docx", Content_Type=DOCX)
        self.assertEqual(len(self.must(self.clerk, 200, "GET", f"{API}/ledger/{entry['id']}/attachments")["items"]), 2)
        self.problem(self.clerk, 415, "media_type", "POST", path, b"<script>", Content_Type="text/html")
        self.problem(self.clerk, 422, "invalid", "POST", path, b"MZ\x90\x00", Content_Type="image/png")
        self.problem(self.clerk, 422, "invalid", "POST", path, b"", Content_Type="image/png")
        self.problem(self.clerk, 413, "too_large", "POST", path, PNG, Content_Type="image/png", Content_Length=str((8 << 20) + 1))
        self.problem(self.clerk, 422, "invalid", "POST", f"{API}/ledger/b99999999/attachments?name=a", PNG, field="breach",
                     Content_Type="image/png")
        other = self.notified()
        self.problem(self.clerk, 422, "invalid", "POST", f"{API}/ledger/{other['id']}/rectify",
                     {"text": "x", "attachments": [made["id"]]}, field="attachments[0]")
        self.act(entry, "dismiss", {"comment": "x"})
        self.problem(self.clerk, 409, "state", "POST", path, PNG, Content_Type="image/png")

    def test_counts_and_sheets(self):
        entry = self.notified()
        before = self.must(self.inspector, 200, "GET", f"{API}/ledger/counts")
        self.assertGreaterEqual(before["states"]["notified"], 1)
        self.act(entry, "dismiss", {"comment": "x"})
        after = self.must(self.inspector, 200, "GET", f"{API}/ledger/counts")
        self.assertEqual(after["states"]["notified"], before["states"]["notified"] - 1)
        unit = {unit["unit"]: unit for unit in self.must(self.clerk, 200, "GET", f"{API}/ledger/counts")["units"]}
        self.assertEqual(list(unit), ["u1"])
        self.assertIn("written", self.must(self.inspector, 200, "POST", f"{API}/ledger/refresh"))
        rows = self.must(self.inspector, 200, "GET", f"{API}/exports/ledger.csv").decode("utf-8-sig").splitlines()
        self.assertTrue(rows[0].startswith("编号,"), rows[0])
        mine = [row for row in rows if row.startswith(entry["id"])]
        self.assertIn("不予立案", mine[0])
        self.assertIn("财政局", mine[0])
        self.assertEqual(self.must(self.inspector, 200, "GET", f"{API}/exports/ledger.xlsx")[:2], b"PK")
        self.problem(self.clerk, 404, "not_found", "POST", f"{API}/imports/ledger", b"x", Content_Type="text/csv")

    def test_a_sheet_is_filtered_like_the_list(self):
        old = self.found(found_on=day(-40))
        new = self.act(self.notified(), "dismiss", {"comment": "x"})
        other = self.must(self.inspector, 201, "POST", f"{API}/ledger", {"unit": "u2", "staff": "s6", "found_on": day(-1), "title": "脱岗"})
        made = {entry["id"] for entry in (old, new, other)}
        for query, wanted in (("", made), ("?unit=u2", {other["id"]}), ("?state=dismissed", {new["id"]}), (f"?to={day(-30)}", {old["id"]}),
                              (f"?from={day(-5)}", made), (f"?unit=u1&state=found&to={day(-30)}", {old["id"]}),
                              ("?unit=u2&state=closed", set())):
            rows = self.must(self.inspector, 200, "GET", f"{API}/exports/ledger.csv{query}").decode("utf-8-sig").splitlines()
            self.assertEqual({row.split(",")[0] for row in rows} & made, wanted, query)
            listed = self.must(self.inspector, 200, "GET", f"{API}/ledger{query or '?'}&limit=500")["items"]
            self.assertEqual({row.split(",")[0] for row in rows[1:]}, {item["id"] for item in listed}, query)
        self.problem(self.inspector, 422, "invalid", "GET", f"{API}/exports/ledger.csv?from=soon", field="from")
        self.problem(self.inspector, 422, "invalid", "GET", f"{API}/exports/ledger.xlsx?to=2026-02-30", field="to")
        out = f"{self.server.folder}/ledger.csv"
        done = self.server.try_command("export", "ledger", out, "--unit", "u2", "--state", "found", "--from", day(-2), "--to", day(0))
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(out, encoding="utf-8-sig") as file:
            self.assertEqual({row.split(",")[0] for row in file} & made, {other["id"]})
        self.assertIn("--from", self.server.try_command("export", "ledger", out, "--from", "soon").stderr)


class Submissions(OfficeTest):

    def setUp(self):
        self.inspector, self.clerk = self.log_in("inspector"), self.log_in("clerk1")
        first = TODAY.replace(day=1)
        self.last = (first - datetime.timedelta(1)).strftime("%Y-%m")
        self.over = (first - datetime.timedelta(45)).strftime("%Y-%m")
        self.next = (first + datetime.timedelta(45)).strftime("%Y-%m")

    def unit_of(self, month, unit, caller=None):
        found = self.must(caller or self.inspector, 200, "GET", f"{API}/months/{month}")
        return {line["unit"]: line for line in found["units"]}.get(unit)

    def test_a_unit_hands_in_its_month(self):
        self.assertEqual(self.unit_of(self.last, "u1")["state"], "missing")
        made = self.must(self.clerk, 201, "POST", f"{API}/submissions", {"month": self.last, "unit": "u1", "comment": "已核对"})
        self.assertEqual((made["id"], made["state"], made["late"], made["submitted_by"]), (f"{self.last}.u1", "submitted", True, "clerk1"))
        self.assertEqual(made["figures"]["headcount"], self.unit_of(self.last, "u1")["headcount"])
        seen = self.unit_of(self.last, "u1")
        self.assertEqual((seen["state"], seen["late"], seen["moved"], seen["submission"]), ("submitted", True, False, made["id"]))
        self.problem(self.clerk, 409, "state", "POST", f"{API}/submissions", {"month": self.last, "unit": "u1"})
        self.problem(self.clerk, 409, "state", "POST", f"{API}/submissions/{made['id']}/submit", {})
        self.problem(self.clerk, 403, "permission", "POST", f"{API}/submissions/{made['id']}/return", {"comment": "x"})
        self.problem(self.inspector, 422, "invalid", "POST", f"{API}/submissions/{made['id']}/return", {}, field="comment")
        back = self.must(self.inspector, 200, "POST", f"{API}/submissions/{made['id']}/return", {"comment": "漏报一人"})
        self.assertEqual(back["state"], "returned")
        again = self.must(self.clerk, 200, "POST", f"{API}/submissions/{made['id']}/submit", {"comment": "已补"})
        self.assertEqual((again["state"], again["first_at"]), ("submitted", made["first_at"]))
        gone = self.must(self.clerk, 200, "POST", f"{API}/submissions/{made['id']}/withdraw", {"comment": "再核"})
        self.assertEqual([line["what"] for line in gone["history"]], ["submitted", "returned", "submitted", "withdrawn"])
        self.assertEqual(self.unit_of(self.last, "u1")["state"], "missing")
        self.assertIn(made["id"], [item["id"] for item in self.must(self.clerk, 200, "GET", f"{API}/submissions")["items"]])
        self.must(self.clerk, 200, "GET", f"{API}/submissions/{made['id']}")
        self.assertIsInstance(self.must(self.inspector, 200, "GET", f"{API}/months")["months"], list)

    def test_what_is_refused(self):
        def post(body, status, kind, caller=self.clerk, **more):
            return self.problem(caller, status, kind, "POST", f"{API}/submissions", body, **more)

        post({"month": self.over, "unit": "u2"}, 403, "permission")
        post({"month": self.over, "unit": "u1"}, 403, "permission", caller=self.inspector)
        post({"month": "2026-13", "unit": "u1"}, 422, "invalid", field="month")
        post({"month": self.over, "unit": "u0x"}, 422, "invalid", field="unit")
        post({"month": self.over, "unit": "u1", "figures": {}}, 422, "invalid", field="figures")
        early = post({"month": self.next, "unit": "u1"}, 409, "state")
        self.assertIn("too early", early["detail"])
        self.problem(self.inspector, 404, "month", "GET", f"{API}/months/2026-1")
        self.problem(self.clerk, 404, "not_found", "POST", f"{API}/submissions/{self.over}.u77/submit", {})
        self.assertEqual([line["unit"] for line in self.must(self.clerk, 200, "GET", f"{API}/months/{self.over}")["units"]], ["u1", "u11"])
        self.problem(self.admin, 403, "permission", "GET", f"{API}/months")


class Notices(OfficeTest):

    def whats(self, caller, query=""):
        return [(item["what"], item["id"]) for item in self.must(caller, 200, "GET", f"{API}/notices?limit=200{query}")["items"]]

    def test_steps_are_told_and_ticked_off(self):
        inspector, clerk, person = self.log_in("inspector"), self.log_in("clerk1"), self.log_in("p1")
        entry = self.must(inspector, 201, "POST", f"{API}/ledger", {"unit": "u1", "staff": "s1", "found_on": day(-1), "title": "通知"})
        self.must(inspector, 200, "POST", f"{API}/ledger/{entry['id']}/notify", {"text": "请整改", "due": day(5)})
        for reader in (clerk, person):
            self.assertIn(("breach_notified", entry["id"]), self.whats(reader))
        self.assertNotIn(("breach_notified", entry["id"]), self.whats(inspector))
        self.must(clerk, 200, "POST", f"{API}/ledger/{entry['id']}/rectify", {"text": "已改"})
        self.assertIn(("breach_rectified", entry["id"]), self.whats(inspector))
        page = self.must(clerk, 200, "GET", f"{API}/notices?unread=true&limit=1")
        item = page["items"][0]
        self.assertEqual((item["read_at"], page["names"]["unit"]["u1"]), (None, "财政局"))
        self.must(clerk, 204, "POST", f"{API}/notices/{item['no']}/read")
        self.assertEqual(self.must(clerk, 200, "GET", f"{API}/notices")["unread"], page["unread"] - 1)
        self.problem(person, 404, "not_found", "POST", f"{API}/notices/999999/read")
        self.problem(person, 404, "not_found", "POST", f"{API}/notices/x/read")
        self.must(clerk, 204, "POST", f"{API}/notices/read")
        self.assertEqual(self.must(clerk, 200, "GET", f"{API}/notices")["unread"], 0)
        self.assertEqual(self.whats(clerk, "&unread=true"), [])
        self.problem(clerk, 422, "invalid", "GET", f"{API}/notices?limit=0", field="limit")
        self.problem(clerk, 422, "invalid", "GET", f"{API}/notices?unread=maybe", field="unread")
        self.problem(clerk, 422, "invalid", "GET", f"{API}/notices?before=-1", field="before")
        if page["next"]:
            self.assertLess(self.must(clerk, 200, "GET", f"{API}/notices?before={page['next']}&limit=1")["items"][0]["no"], page["next"])

    def test_requests_are_told_to_whose_turn_it_is(self):
        asking, head, clerk = self.log_in("p1"), self.log_in("p2"), self.log_in("clerk1")
        leave = self.must(asking, 201, "POST", f"{API}/leaves", {"staff": "s1", "from": "2029-03-01T08:30:00",
                          "to": "2029-03-01T12:00:00", "type": "personal", "reason": "家事"})
        asked = ("approval_asked", leave["id"])
        self.assertIn(asked, self.whats(head))
        self.assertIn(asked, self.whats(clerk))
        self.assertNotIn(asked, self.whats(asking))
        self.must(head, 200, "POST", f"{API}/leaves/{leave['id']}/approve", {})
        decided = [item for item in self.must(asking, 200, "GET", f"{API}/notices")["items"] if item["id"] == leave["id"]]
        self.assertEqual([(item["what"], item["detail"]["state"]) for item in decided], [("approval_decided", "approved")])

    def test_the_organizer_hears_of_requests(self):
        host = self.log_in("host")
        meeting = self.must(host, 201, "POST", f"{API}/meetings", {"title": "会", "start": "2029-06-01T09:00:00",
                            "end": "2029-06-01T10:00:00", "attendees": [{"staff": "s1", "role": "required"}]})
        leave = self.must(self.log_in("p1"), 201, "POST", f"{API}/meeting-leaves",
                          {"meeting": meeting["id"], "staff": "s1", "reason": "冲突"})
        self.assertIn(("approval_asked", leave["id"]), self.whats(host))


class Closing(OfficeTest):
    """Months long past, each test one of its own: what is closed stays so."""

    def setUp(self):
        self.inspector, self.clerk = self.log_in("inspector"), self.log_in("clerk1")

    def close(self, month, status=200, reason="无人报送，经领导同意"):
        return self.must(self.inspector, status, "POST", f"{API}/months/{month}/close", {"reason": reason} if reason else {})

    def document(self, month, name, status=200, caller=None):
        return self.must(caller or self.inspector, status, "GET", f"{API}/months/{month}/documents/{name}")

    def verify(self):
        return subprocess.run([self.server.program, "verify", "--config", self.server.config], capture_output=True, text=True)

    def alter(self, statement, *values):
        with contextlib.closing(sqlite3.connect(self.server.database, timeout=30)) as store, store:
            self.assertEqual(store.execute(statement, values).rowcount, 1)

    def test_closing_freezes_and_says_what_is_missing(self):
        month = "2026-03"
        refused = self.problem(self.inspector, 409, "unfinished", "POST", f"{API}/months/{month}/close", {})
        self.assertEqual((refused["unfinished"]["over"], {unit["unit"] for unit in refused["unfinished"]["missing"]} >= {"u1", "u2"}),
                         (True, True))
        future = (TODAY.replace(day=1) + datetime.timedelta(45)).strftime("%Y-%m")
        self.assertFalse(self.problem(self.inspector, 409, "unfinished", "POST", f"{API}/months/{future}/close", {})["unfinished"]["over"])
        report = f"{API}/reports/months/{month}"
        self.assertIsNone(self.must(self.inspector, 200, "GET", report)["closed"])
        closed = self.close(month)
        said = self.must(self.inspector, 200, "GET", report)["closed"]
        self.assertEqual(said, {key: closed[key] for key in ("at", "by", "hash", "reason")} | {"supplement": False})
        names = [document["name"] for document in closed["documents"]]
        self.assertLessEqual({"report.json", "report.xlsx", "people.csv", "units.csv", "bulletin.pdf", "bulletin.docx"}, set(names))
        titles = [document["title"] for document in closed["documents"]]
        self.assertEqual((len(set(titles)), {title for title in titles if title.endswith(".csv")}),
                         (len(titles), {"作风守时月报-2026-03-人员明细.csv", "作风守时月报-2026-03-单位排名.csv"}))
        before = {name: self.document(month, name) for name in names if name != "report.json"}
        for document in closed["documents"]:
            if document["name"] != "report.json":
                self.assertEqual(hashlib.sha256(before[document["name"]]).hexdigest(), document["sha256"])
        self.assertEqual(self.document(month, "report.json")["month"], month)
        seen = self.must(self.inspector, 200, "GET", f"{API}/months/{month}")
        self.assertEqual((seen["state"], seen["closed"]["hash"], seen["closed"]["by"]), ("closed", closed["hash"], "inspector"))
        self.problem(self.inspector, 409, "state", "POST", f"{API}/months/{month}/close", {"reason": "again"})
        self.problem(self.clerk, 409, "state", "POST", f"{API}/submissions", {"month": month, "unit": "u1"})
        # Somebody is hired, from long ago: the frozen report stays, the supplement says it.
        self.assertEqual(self.must(self.inspector, 200, "GET", f"{API}/months/{month}/supplement")["figures"], [])
        self.must(self.admin, 200, "PATCH", f"{API}/policy", {"late_grace_min": 1})
        text = zipfile.ZipFile(io.BytesIO(before["bulletin.docx"])).read("word/document.xml").decode()
        for name in ("财政局", "教育局"):
            self.assertRegex(text, rf"{name}[^<]*未按时报送当月情况")
        self.assertEqual({name: self.document(month, name) for name in before}, before)
        self.assertIn(("month_closed", month),
                      [(n["what"], n["id"]) for n in self.must(self.clerk, 200, "GET", f"{API}/notices?limit=200")["items"]])

    def test_whose_it_is(self):
        self.problem(self.clerk, 403, "permission", "POST", f"{API}/months/2026-02/close", {"reason": "x"})
        self.close("2026-02")
        self.problem(self.clerk, 403, "permission", "GET", f"{API}/months/2026-02/documents/report.xlsx")
        self.problem(self.inspector, 404, "not_found", "GET", f"{API}/months/2026-02/documents/nothing.pdf")
        self.must(self.clerk, 200, "GET", f"{API}/months/2026-02/supplement")
        self.problem(self.inspector, 404, "not_closed", "GET", f"{API}/months/2025-02/documents/report.xlsx")
        self.problem(self.inspector, 404, "not_closed", "GET", f"{API}/months/2025-02/supplement")
        self.problem(self.inspector, 404, "month", "POST", f"{API}/months/2025-2/close", {})
        self.problem(self.inspector, 422, "invalid", "POST", f"{API}/months/2025-02/close", {"force": True}, field="force")

    def test_what_is_altered_is_refused_and_named(self):
        month, number = "2026-01", 2026 * 12
        self.close(month)
        good = self.document(month, "report.xlsx")
        done = self.verify()
        self.assertIn("month 2026-01:", done.stdout)
        self.assertIn("frozen documents hold", done.stdout)
        self.alter("UPDATE frozen_document SET bytes = ? WHERE month = ? AND name = 'report.xlsx'", good + b"x", number)
        refused = self.problem(self.inspector, 409, "altered", "GET", f"{API}/months/{month}/documents/report.xlsx")
        self.assertIn("report.xlsx", refused["detail"])
        done = self.verify()
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("month 2026-01: report.xlsx: its bytes are not those that were frozen", done.stdout)
        self.alter("UPDATE frozen_document SET bytes = ? WHERE month = ? AND name = 'report.xlsx'", good, number)
        self.assertEqual(self.document(month, "report.xlsx"), good)
        # With bytes, hash and manifest made to fit, the audit log still knows another.
        self.alter("UPDATE closed_month SET manifest = replace(manifest, '\"program\"', '\"programs\"') WHERE month = ?", number)
        self.assertIn("manifest: is not what was frozen", self.verify().stdout)
        with contextlib.closing(sqlite3.connect(self.server.database)) as store:
            manifest, old = store.execute("SELECT manifest, hash FROM closed_month WHERE month = ?", (number,)).fetchone()
        self.alter("UPDATE closed_month SET hash = ? WHERE month = ?", hashlib.sha256(manifest.encode()).hexdigest(), number)
        self.assertIn("manifest: no line of the audit log has its hash", self.verify().stdout)
        self.problem(self.inspector, 409, "altered", "GET", f"{API}/months/{month}/documents/report.xlsx")
        self.alter("UPDATE closed_month SET hash = ?, manifest = replace(manifest, '\"programs\"', '\"program\"') WHERE month = ?",
                   old, number)
        self.assertEqual(self.document(month, "report.xlsx"), good)


class Inspection(OfficeTest):

    def test_what_inspectors_look_at(self):
        inspector, clerk = self.log_in("inspector"), self.log_in("clerk1")
        month = TODAY.strftime("%Y-%m")
        for path in (f"trend/{month}", f"heat/{month}", f"years/{TODAY.year}"):
            self.must(inspector, 200, "GET", f"{API}/reports/{path}")
            self.must(clerk, 200, "GET", f"{API}/reports/{path}")
            self.problem(self.admin, 403, "permission", "GET", f"{API}/reports/{path}")
        pairs = self.must(inspector, 200, "GET", f"{API}/reports/pairs/{month}?seconds=10&days=2")
        self.assertEqual((pairs["seconds"], pairs["days"], pairs["more"]), (10, 2, False))
        self.problem(clerk, 403, "permission", "GET", f"{API}/reports/pairs/{month}")
        self.problem(inspector, 422, "invalid", "GET", f"{API}/reports/pairs/{month}?seconds=61", field="seconds")
        self.problem(inspector, 422, "invalid", "GET", f"{API}/reports/pairs/{month}?days=0", field="days")
        self.problem(inspector, 404, "month", "GET", f"{API}/reports/trend/2026")
        self.problem(inspector, 404, "month", "GET", f"{API}/reports/years/26")
        self.assertEqual(self.must(inspector, 200, "GET", f"{API}/reports/years/{TODAY.year}.pdf")[:5], b"%PDF-")
        rows = {who: self.must(who, 200, "GET", f"{API}/reports/years/{TODAY.year}.csv?table=units").decode("utf-8-sig").splitlines()
                for who in (inspector, clerk)}
        self.assertGreater(len(rows[inspector]), len(rows[clerk]))
        self.assertFalse(any("教育局" in row for row in rows[clerk]))
        self.problem(inspector, 422, "invalid", "GET", f"{API}/reports/years/{TODAY.year}.csv?table=zz")
        self.problem(inspector, 404, "not_found", "GET", f"{API}/reports/years/26.pdf")

    def test_a_bulletin_is_looked_at_before_its_template_is_kept(self):
        inspector, path = self.log_in("inspector"), f"{API}/reports/bulletins/{TODAY:%Y-%m}/draft"
        usual = self.must(inspector, 200, "POST", path, {})
        self.assertIn("body", [paragraph["level"] for paragraph in usual["paragraphs"]])
        drafted = self.must(inspector, 200, "POST", path, {"template": "# 总体情况\n共{unit_count}个单位。", "number": 3, "date": "2026-11-03"})
        self.assertEqual([one["level"] for one in drafted["paragraphs"]], ["heading", "body"])
        self.assertRegex(drafted["paragraphs"][1]["text"], r"^共\d+个单位。$")
        self.assertTrue(drafted["number"].endswith("〔2026〕3号"))
        self.assertEqual(drafted["date"], "2026年11月3日")
        wrong = self.problem(inspector, 422, "invalid", "POST", path, {"template": "{mnth}"}, field="template")
        self.assertIn("line 1", wrong["detail"])
        self.problem(inspector, 422, "invalid", "POST", path, {"templates": ""}, field="templates")
        self.problem(self.admin, 403, "permission", "POST", path, {})

    def test_what_is_decided_for_the_first_time_is_changed_by_what_was_seen(self):
        inspector, path = self.log_in("inspector"), f"{API}/bulletin-policy"
        seen = self.must(inspector, 200, "GET", path)["revision"]
        kept = self.must(inspector, 200, "PATCH", path, {"units_named": 2}, If_Match=f'"{seen}"')
        self.assertNotEqual(kept["revision"], seen)
        self.problem(inspector, 409, "changed", "PATCH", path, {"units_named": 4}, If_Match=f'"{seen}"')
        self.must(inspector, 200, "PATCH", path, {"units_named": None}, If_Match=f'"{kept["revision"]}"')

    def test_a_code_from_a_paper_leads_to_what_the_taps_say(self):
        inspector, path = self.log_in("inspector"), f"{API}/reports/figure-codes?code="
        table = self.must(inspector, 200, "GET", f"{API}/reports/months/{TODAY:%Y-%m}.csv?table=units")
        code = next(cell for row in csv.reader(io.StringIO(table.decode("utf-8-sig"))) for cell in row if cell.endswith("/U:u2"))
        found = self.must(inspector, 200, "GET", path + code)
        self.assertEqual((found["genuine"], found["whose"], found["id"], found["agrees"]), (True, "unit", "u2", True))
        self.assertEqual(found["said"], found["now"])
        altered = code.replace("/U:u2", "/U:u1")
        self.assertEqual(self.must(inspector, 200, "GET", path + altered), {"genuine": False})
        self.problem(inspector, 422, "invalid", "GET", path + "2026-10", field="code")
        self.problem(self.log_in("clerk1"), 403, "permission", "GET", path + code)  # whose unit is u1
