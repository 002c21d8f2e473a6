"""Every operation of openapi.yaml by every role: allowed or refused as x-roles says, within the role's unit, and written down.

Each request of office_rows is made by an account of each role, and the audit log is looked at after it."""

import collections
import http.client
import json
import re

import office_site
from office_rows import API, BELOW, ELSEWHERE, OPERATIONS, OWN, ROWS, SCOPED, Rig
from office_site import Caller

# Who asks for each role. Approval by rank is for somebody else's affair: p2 heads the section of p1.
ASKING = {"staff": "p1", "clerk": "cl", "organizer": "host", "inspector": "inspector",
          "administrator": "admin", "security_officer": "security", "auditor": "audit"}
APPROVING = {**ASKING, "staff": "p2"}

# The session's own calls are tried by unit/server/api/session_api_test, one by one; here nobody is refused them.
SESSION = {key for key in OPERATIONS if key[1].startswith(f"{API}/session")}
# What is allowed to answer 404 all the same: there is no such line or fault without a kiosk that has sent one.
NOTHING_THERE = {("post", "kiosks/{kiosk}/quarantine/{hash}/close"), ("post", "kiosks/{kiosk}/faults/{fault}/close")}
# What is asked by POST and changes nothing.
QUESTIONS = {("post", "calendars/{year}/preview"), ("post", "meetings/conflicts"), ("post", "meetings/people")}
# Reads that show nobody's record: names of units, hours, the state of kiosks, how meetings are planned.
NOBODYS = {"units", "schedules", "calendars", "assignments", "policy", "office-policy", "site-settings", "kiosks", "meetings",
           "meetings/left", "groups", "groups/counts", "organizers", "reports/months", "session", "session/second-step", "quarantine",
           "audit/head", "audit/words"}


def is_written_down(method, path):
    if method == "get":
        return path not in NOBODYS and path.split("/{")[0] not in NOBODYS - {"reports/months"}
    return (method, path) not in QUESTIONS


class Roles(Rig):

    def ask(self, account, method, row, case):
        """(status, the request's id, the problem's type or None)"""
        path, body, *headers = row(self, case)
        caller = self.log_in(account)
        if path == "live":
            return self.look_at_live(caller)
        status, answer, value = caller.ask(method.upper(), f"{API}/{path}", body, **(headers[0] if headers else {}))
        return status, answer["Shoushi-Request"], value.get("type") if isinstance(value, dict) and status >= 400 else None

    def look_at_live(self, caller):
        connection = http.client.HTTPConnection(caller.host, timeout=60)
        connection.request("GET", f"{API}/live", headers={"Cookie": caller.cookie})
        answer = connection.getresponse()
        found = answer.status, answer.headers["Shoushi-Request"], None
        if answer.status != 200:
            found = answer.status, found[1], json.loads(answer.read())["type"]
        connection.close()  # a stream has no end
        return found

    def lines(self):
        """The audit log: the outcomes by the requests' ids. Every word in it is one that the server tells of."""
        found, before = collections.defaultdict(set), None
        words = self.must(self.log_in("audit"), 200, "GET", f"{API}/audit/words")
        while before is None or before > 1:
            more = f"&before={before}" if before else ""
            page = self.must(self.log_in("audit"), 200, "GET", f"{API}/audit?limit=500{more}")["lines"]
            if not page:
                break
            for line in (json.loads(line) if isinstance(line, str) else line for line in page):
                self.assertIn(line["action"], words["actions"])
                self.assertIn(line["kind"], words["kinds"])
                found[line["request"]].add(line["outcome"])
                before = line["no"]
        return found

    def try_all(self, rows, callers, case, may):
        """Asks each row as each caller; returns what was not as expected, and what has to be in the log."""
        faults, expected = [], []
        for (method, path), row in rows.items():
            for name, account in (callers(method, path)).items():
                status, request, problem = self.ask(account, method, row, case)
                what = f"{name} ({account}): {method} {path} of {case.staff}: {status} {problem or ''}"
                if not may(name, method, path):
                    expected.append((request, "refused", what))
                    if (status, problem) != (403, "shoushi:permission"):
                        faults.append(f"{what}: not refused")
                elif status >= 400 and not (status == 404 and (method, path) in NOTHING_THERE):
                    faults.append(f"{what}: not done")
                elif status < 400 and is_written_down(method, path):
                    expected.append((request, "done", what))
        return faults, expected

    def check(self, faults, expected):
        lines = self.lines()
        faults += [f"{what}: no line '{outcome}' in the audit log, but {lines[request] or 'none'}"
                   for request, outcome, what in expected if outcome not in lines[request]]
        self.assertEqual(faults, [])
        self.assertGreater(len(expected), 0)

    def gated(self):
        return {key for key, operation in OPERATIONS.items() if key[1].startswith(API) and operation.get("security") != []}

    def test_every_operation_says_who_may(self):
        self.assertEqual([key for key in sorted(self.gated()) if not OPERATIONS[key].get("x-roles")], [])
        self.assertEqual({role for key in self.gated() for role in OPERATIONS[key]["x-roles"]}, set(ASKING))
        self.assertLessEqual({(method, f"{API}/{path}") for method, path in ROWS}, set(OPERATIONS))

    def test_what_has_no_row_yet_does_nothing_for_others(self):
        """Operations that office_rows has no full request for: whoever may not make them gets nothing by trying."""
        for method, path in sorted(self.gated() - SESSION - {(method, f"{API}/{path}") for method, path in ROWS}):
            operation = OPERATIONS[method, path]
            for role, account in ASKING.items():
                if role not in operation["x-roles"]:
                    with self.subTest(method=method, path=path, role=role):
                        target = re.sub(r"\{\w+\}", "x", path)
                        status, _, value = self.log_in(account).ask(method.upper(), target, {} if "requestBody" in operation else None)
                        self.assertIn((status, value["type"]), ((403, "shoushi:permission"), (422, "shoushi:invalid"),
                                                                (404, "shoushi:not_found"), (415, "shoushi:media_type")))

    def test_every_route_of_the_server_is_an_operation(self):
        routes = set()
        for source in (office_site.ROOT / "server/api").glob("*.c"):
            text = re.sub(r"\s+", " ", source.read_text())
            routes |= set(re.findall(r'\{"(GET|POST|PUT|PATCH|DELETE)", "(/api/v1/[^"]+)"', text))
            routes |= set(re.findall(r'\.method = "(\w+)", \.path = "(/api/v1/[^"]+)"', text))
        ours = {(method.lower(), path) for method, path in routes if not path.startswith(f"{API}/kiosk/")}  # docs/sync-protocol.md
        self.assertEqual(sorted(ours - set(OPERATIONS)), [])
        self.assertGreater(len(ours), 20)

    def test_each_role_may_what_is_said_and_nothing_else(self):
        rows = ROWS
        approves = ("/approve", "/reject")
        self.check(*self.try_all(
            rows, lambda method, path: APPROVING if path.endswith(approves) else ASKING, OWN,
            lambda role, method, path: role in OPERATIONS[method, f"{API}/{path}"]["x-roles"]))

    def reach(self, case, reaches):
        """The roles that are held in u1 alone, about somebody of another unit."""
        callers = {"clerk": "cl", "inspector": "i1", "administrator": "a1"}
        self.check(*self.try_all(
            SCOPED, lambda method, path: callers, case,
            lambda role, method, path: reaches and role in OPERATIONS[method, f"{API}/{path}"]["x-roles"]))

    def test_a_units_roles_reach_those_below_it(self):
        self.reach(BELOW, True)

    def test_a_units_roles_reach_no_other(self):
        self.reach(ELSEWHERE, False)

    def test_nobody_is_sent_out_of_reach(self):
        """A role in u1 neither moves a person or a unit of u1 to another unit, nor takes one from there."""
        for account, method, path, body in (
                ("cl", "PATCH", f"staff/{self.person(OWN)}", {"unit": "u2"}),
                ("cl", "PATCH", f"staff/{self.person(OWN)}", {"moves": [{"unit": "u2", "from": "2026-03-01"}]}),
                ("cl", "POST", f"staff/{self.person(OWN)}/move", {"unit": "u2", "from": "2026-03-01"}),
                ("cl", "POST", f"staff/{self.person(ELSEWHERE)}/move", {"unit": "u1", "from": "2026-03-01"}),
                ("a1", "PATCH", f"units/{self.unit(OWN)}", {"parent": "u2"}),
                ("a1", "PATCH", f"units/{self.unit(OWN)}", {"parent": None}),
                ("a1", "PATCH", f"units/{self.unit(ELSEWHERE)}", {"parent": "u1"}),
                ("a1", "POST", "units", {"code": f"q{self.next()}", "name": "n"})):
            with self.subTest(account=account, path=path, body=body):
                self.problem(self.log_in(account), 403, "permission", method, f"{API}/{path}", body)
        self.must(self.log_in("cl"), 200, "POST", f"{API}/staff/{self.person(OWN)}/move", {"unit": "u11", "from": "2026-03-01"})
        self.must(self.log_in("a1"), 200, "PATCH", f"{API}/units/{self.unit(OWN)}", {"parent": "u11"})

    def test_nobody_is_let_in_without_a_session(self):
        nobody = Caller(self.server.url)
        for method, path in sorted(OPERATIONS):
            if OPERATIONS[method, path].get("x-roles"):
                with self.subTest(method=method, path=path):
                    target = re.sub(r"\{\w+\}", "x", path)
                    status, _, value = nobody.ask(method.upper(), target, {} if "requestBody" in OPERATIONS[method, path] else None)
                    self.assertIn((status, value["type"]), ((401, "shoushi:session"), (415, "shoushi:media_type")))

    def test_the_three_duties_share_nothing(self):
        said = {role: {key for key, operation in OPERATIONS.items()
                       if role in operation.get("x-roles", ()) and set(operation["x-roles"]) != set(ASKING)}
                for role in ("administrator", "security_officer", "auditor")}
        self.assertEqual(said["administrator"] & said["auditor"], set())
        self.assertEqual(said["security_officer"] & said["auditor"], set())
        names_of_units = {("get", f"{API}/units"), ("get", f"{API}/units/{{id}}")}  # a role is held in one
        self.assertEqual(said["administrator"] & said["security_officer"], names_of_units)
        self.assertTrue(all(said.values()))
        for roles in (["administrator", "security_officer"], ["administrator", "auditor"], ["security_officer", "auditor"]):
            body = {"account": f"q{self.next()}", "name": "n", "roles": [{"role": role, "unit": ""} for role in roles]}
            self.must(self.log_in("security"), 422, "POST", f"{API}/accounts", body)


if __name__ == "__main__":
    office_site.main()
