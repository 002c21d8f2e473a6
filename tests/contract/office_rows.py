"""Requests for every operation of openapi.yaml, each with all that it needs made for it: what tests of the whole API go by."""

import collections
import struct
import sys
import zlib

try:
    import yaml
except ImportError as missing:
    print(f"needs python3-yaml: {missing}")
    sys.exit(77)

import office_site
from office_site import OfficeTest

API = "/api/v1"
DOCUMENT = yaml.safe_load((office_site.ROOT / "server/api/openapi.yaml").read_text())
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(16)


def png(width, height):
    """A grey picture of that size."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    rows = zlib.compress((b"\0" + b"\x80" * width) * height, 9)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)) + chunk(b"IDAT", rows)
            + chunk(b"IEND", b""))


PHOTO = png(120, 160)
METHODS = ("get", "post", "put", "patch", "delete")
OPERATIONS = {(method, path): operation for path, operations in DOCUMENT["paths"].items()
              for method, operation in operations.items() if method in METHODS}

# Whose record a request is about: a person with the unit and whoever approves by rank there.
Case = collections.namedtuple("Case", "unit staff approver")
OWN, BELOW, ELSEWHERE = Case("u1", "s1", "s2"), Case("u11", "s5", "s2"), Case("u2", "s6", "s7")


class Rig(OfficeTest):
    """Makes what a request is about: afresh for each, so that no request meets what another has left."""

    number = 0
    years = 0

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "cl" in cls.passwords:
            return
        for account, role, unit in (("cl", "clerk", "u1"), ("boss", "clerk", ""), ("i1", "inspector", "u1"),
                                    ("a1", "administrator", "u1")):
            made = cls.must(cls.log_in("security"), 201, "POST", f"{API}/accounts",
                            {"account": account, "name": account, "roles": [{"role": role, "unit": unit}]})
            cls.passwords[account] = made["one_time_password"]
        cls.must(cls.admin, 200, "PATCH", f"{API}/office-policy", {"substitutes": []})
        cls.schedule()
        for unit in ("u1", "u2"):
            cls.must(cls.admin, 201, "POST", f"{API}/assignments", {"schedule": "q1", "unit": unit, "from": "2026-01-01"})

    @classmethod
    def next(cls):
        Rig.number += 1
        return Rig.number

    @classmethod
    def make(cls, account, path, body, key="id"):
        return cls.must(cls.log_in(account), 201, "POST", f"{API}/{path}", body)[key]

    @classmethod
    def act(cls, account, path, body):
        cls.must(cls.log_in(account), 200, "POST", f"{API}/{path}", body)

    def unit(self, case):
        return self.make("admin", "units", {"code": f"q{self.next()}", "name": "n", "parent": case.unit}, "code")

    def person(self, case):
        return self.make("admin", "staff", {"id": f"q{self.next()}", "name": "n", "unit": case.unit})

    @classmethod
    def schedule(cls):
        session = {"start": "08:30", "end": "17:30", "in": "required", "out": "required"}
        version = {"from": "2026-01-01", "to": "2026-12-31", "weekdays": [1, 2, 3, 4, 5], "sessions": [session]}
        return cls.make("admin", "schedules", {"id": f"q{cls.next()}", "versions": [version]})

    @classmethod
    def year(cls):
        """One without a calendar: there are a hundred."""
        Rig.years += 1
        return str(2030 + Rig.years)

    def calendar(self):
        return self.make("admin", "calendars", {"year": self.year(), "rest": [], "work": []}, "year")

    def assignment(self, case):
        return self.make("admin", "assignments", {"schedule": "q1", "staff": self.person(case), "from": "2026-01-01"})

    def number_of_card(self):
        return f"{0xA0000000 + self.next():08X}"

    def card(self, case, state="active"):
        card = self.make("admin", "cards", {"staff": case.staff, "number": self.number_of_card()})
        if state == "revoked":
            self.act("admin", f"cards/{card}/revoke", {"reason": "lost"})
        return card

    def no_issue(self):
        for issue in self.must(self.admin, 200, "GET", f"{API}/card-issues?limit=500")["items"]:
            if issue["state"] == "waiting":
                self.act("admin", f"card-issues/{issue['id']}/cancel", {})

    def issue(self, case):
        self.no_issue()
        return self.make("admin", "card-issues", {"staff": case.staff, "kiosk": "k0001"})

    def keeper(self, case):
        return self.make("admin", "keepers", {"staff": self.person(case), "pin": "480215"}, "staff")

    def photo(self, case, person=None):
        person = person or self.person(case)
        self.must(self.admin, 200, "PUT", f"{API}/staff/{person}/photo", PHOTO, Content_Type="image/png")
        return person

    def evidence(self, case):
        return self.must(self.log_in("boss"), 201, "POST", f"{API}/evidence?staff={case.staff}&name=a.png", PICTURE,
                         Content_Type="image/png")["id"]

    def span(self, year=2030):
        """Half a day that nobody else has."""
        n = self.next()
        day = f"{year + n // 300:04}-{n // 25 % 12 + 1:02}-{n % 25 + 1:02}"
        return {"from": f"{day}T08:30:00", "to": f"{day}T12:00:00"}

    def away(self, kind, case, year=2030, state="pending"):
        more = {"type": "personal"} if kind == "leaves" else {"destination": "d"}
        span = self.span(year)
        made = self.make("boss", kind, {"staff": case.staff, **span, **more})
        if state == "approved":
            self.act("boss", f"{kind}/{made}/approve", {"approver": case.approver})
        return made

    def correction(self, case):
        return self.make("boss", "corrections", self.correction_body(case))

    def correction_body(self, case):
        return {"staff": case.staff, "at": self.span(2000)["from"], "reason": "r"}

    def meeting_body(self, case):
        span = self.span(2040)
        return {"title": "t", "start": span["from"], "end": span["to"], "unit": case.unit,
                "attendees": [{"staff": case.staff, "role": "required"}]}

    def group(self, case):
        return self.make("host", "groups", {"name": "g", "members": [case.staff]})

    def group_removed(self, case):
        group = self.group(case)
        self.act("host", f"groups/{group}/remove", {})
        return group

    def group_left(self, case):
        """One whose owner's account is closed by now."""
        security, group = self.log_in("security"), self.group(case)
        if "leaver" not in self.passwords:
            made = self.must(security, 201, "POST", f"{API}/accounts",
                             {"account": "leaver", "name": "l", "roles": [{"role": "organizer", "unit": ""}]})
            self.passwords["leaver"] = made["one_time_password"]
        self.must(security, 200, "PATCH", f"{API}/accounts/leaver", {"state": "active"})
        self.act("host", f"groups/{group}/hand-over", {"organizer": "leaver"})
        self.must(security, 200, "PATCH", f"{API}/accounts/leaver", {"state": "closed"})
        return group

    def meeting(self, case):
        return self.make("host", "meetings", self.meeting_body(case))

    def meeting_left(self, case):
        """One whose organizer's account is closed by now."""
        security, meeting = self.log_in("security"), self.meeting(case)
        if "leaver" not in self.passwords:
            self.group_left(case)
        self.must(security, 200, "PATCH", f"{API}/accounts/leaver", {"state": "active"})
        self.act("host", f"meetings/{meeting}/hand-over", {"organizer": "leaver"})
        self.must(security, 200, "PATCH", f"{API}/accounts/leaver", {"state": "closed"})
        return meeting

    def meeting_over(self, case):
        return self.make("host", "meetings", {**self.meeting_body(case), "start": "2026-06-01T09:00:00", "end": "2026-06-01T10:00:00"})

    def publication(self, case):
        return self.make("host", f"meetings/{self.meeting_over(case)}/publish", {})

    def meeting_leave(self, case):
        return self.make("boss", "meeting-leaves", self.meeting_leave_body(case))

    def meeting_leave_body(self, case):
        return {"meeting": self.meeting(case), "staff": case.staff, "reason": "r"}

    def substitute(self, case):
        return self.make("boss", "substitutes", self.substitute_body(case))

    def substitute_body(self, case):
        return {"meeting": self.meeting(case), "principal": case.staff, "substitute": self.person(case)}

    def mark(self, case):
        return self.make("host", "marks", {"meeting": self.meeting(case), "staff": case.staff})

    def held(self, case):
        """A meeting that has begun."""
        span = self.span(2001)
        return self.make("host", "meetings", {**self.meeting_body(case), "start": span["from"], "end": span["to"]})

    def discipline_body(self, case):
        return {"meeting": self.held(case), "staff": case.staff, "breach": "phone"}

    def discipline(self, case):
        return self.make("host", "discipline", self.discipline_body(case))

    def spot_check_body(self, case):
        return {"unit": case.unit, "at": "2026-03-02T10:00:00", "findings": [{"staff": case.staff, "found": "absent"}]}

    def spot_check(self, case):
        return self.make("inspector", "spot-checks", self.spot_check_body(case))

    def account(self):
        name = f"q{self.next()}"
        self.must(self.log_in("security"), 201, "POST", f"{API}/accounts", self.account_body(name))
        return name

    @staticmethod
    def account_body(name):
        return {"account": name, "name": "n", "roles": [{"role": "staff", "unit": ""}]}

    def staff_csv(self, case):
        return f"工号,姓名,单位编码\nq{self.next()},n,{case.unit}\n".encode()


CSV = {"Content_Type": "text/csv"}
PNG = {"Content_Type": "image/png"}
DAYS = "from=2026-01-05&to=2026-01-09"


def one(path, kind, change=None, action=None):
    """A request about one thing that is made for it."""
    return lambda t, c: (f"{path}/{kind(t, c)}{action or ''}", change)


def all_of(path):
    return lambda t, c: (path, None)


def away_rows(kind, body):
    return {
        ("get", f"{kind}/{{id}}"): one(kind, lambda t, c: t.away(kind, c)),
        ("patch", f"{kind}/{{id}}"): one(kind, lambda t, c: t.away(kind, c), {"reason": "r"}),
        ("get", kind): all_of(kind),
        ("post", kind): lambda t, c: (kind, {"staff": c.staff, **t.span(), **body}),
        ("post", f"{kind}/{{id}}/approve"): lambda t, c: (f"{kind}/{t.away(kind, c)}/approve", {"approver": c.approver}),
        ("post", f"{kind}/{{id}}/reject"): lambda t, c: (f"{kind}/{t.away(kind, c)}/reject", {"approver": c.approver}),
        ("post", f"{kind}/{{id}}/withdraw"): one(kind, lambda t, c: t.away(kind, c), {}, "/withdraw"),
        ("post", f"{kind}/{{id}}/return"): one(kind, lambda t, c: t.away(kind, c, 2001, "approved"), {}, "/return"),
    }


def request_rows(kind, make, body):
    return {
        ("get", f"{kind}/{{id}}"): one(kind, make),
        ("patch", f"{kind}/{{id}}"): one(kind, make, {"reason": "s"}),
        ("get", kind): all_of(kind),
        ("post", kind): lambda t, c: (kind, body(t, c)),
        ("post", f"{kind}/{{id}}/approve"): one(kind, make, {}, "/approve"),
        ("post", f"{kind}/{{id}}/reject"): one(kind, make, {}, "/reject"),
        ("post", f"{kind}/{{id}}/withdraw"): one(kind, make, {}, "/withdraw"),
    }


def settings_rows(path, change):
    return {("get", path): all_of(path), ("patch", path): lambda t, c: (path, change)}


# Things that belong to a unit or a person: tried once more for another unit.
SCOPED = {
    ("patch", "units/{id}"): one("units", Rig.unit, {"name": "m"}),
    ("delete", "units/{id}"): one("units", Rig.unit),
    ("post", "units"): lambda t, c: ("units", {"code": f"q{t.next()}", "name": "n", "parent": c.unit}),
    ("get", "staff/{id}"): lambda t, c: (f"staff/{c.staff}", None),
    ("patch", "staff/{id}"): lambda t, c: (f"staff/{c.staff}", {"phone": str(t.next())}),
    ("delete", "staff/{id}"): one("staff", Rig.person),
    ("post", "staff"): lambda t, c: ("staff", {"id": f"q{t.next()}", "name": "n", "unit": c.unit}),
    ("post", "staff/{id}/move"): one("staff", Rig.person, {"unit": "u1", "from": "2026-01-01"}, "/move"),
    ("get", "assignments/{id}"): one("assignments", Rig.assignment),
    ("patch", "assignments/{id}"): one("assignments", Rig.assignment, {"to": "2026-12-31"}),
    ("delete", "assignments/{id}"): one("assignments", Rig.assignment),
    ("post", "assignments"): lambda t, c: ("assignments", {"schedule": "q1", "staff": t.person(c), "from": "2026-01-01"}),
    ("get", "cards/{id}"): one("cards", Rig.card),
    ("patch", "cards/{id}"): one("cards", Rig.card, {"label": "l"}),
    ("post", "cards"): lambda t, c: ("cards", {"staff": c.staff, "number": t.number_of_card()}),
    ("post", "cards/{id}/revoke"): one("cards", Rig.card, {"reason": "lost"}, "/revoke"),
    ("post", "cards/{id}/restore"): one("cards", lambda t, c: t.card(c, "revoked"), {}, "/restore"),
    ("get", "card-issues/{id}"): one("card-issues", Rig.issue),
    ("patch", "card-issues/{id}"): one("card-issues", Rig.issue, {"label": "l"}),
    ("post", "card-issues"): lambda t, c: (t.no_issue(), ("card-issues", {"staff": c.staff, "kiosk": "k0001"}))[1],
    ("post", "card-issues/{id}/cancel"): one("card-issues", Rig.issue, {}, "/cancel"),
    ("get", "staff/{id}/photo"): one("staff", lambda t, c: t.photo(c, c.staff), None, "/photo"),
    ("put", "staff/{id}/photo"): lambda t, c: (f"staff/{t.person(c)}/photo", PHOTO, PNG),
    ("delete", "staff/{id}/photo"): one("staff", Rig.photo, None, "/photo"),
    ("get", "evidence/{id}"): one("evidence", Rig.evidence),
    ("get", "evidence/{id}/file"): one("evidence", Rig.evidence, None, "/file"),
    ("post", "evidence"): lambda t, c: (f"evidence?staff={c.staff}&name=a.png", PICTURE, PNG),
    **{row: say for row, say in away_rows("leaves", {"type": "sick"}).items() if row[1] != "leaves" or row[0] != "get"},
    **{row: say for row, say in away_rows("trips", {"destination": "d"}).items() if row[1] != "trips" or row[0] != "get"},
    ("get", "corrections/{id}"): one("corrections", Rig.correction),
    ("patch", "corrections/{id}"): one("corrections", Rig.correction, {"reason": "s"}),
    ("post", "corrections"): lambda t, c: ("corrections", t.correction_body(c)),
    ("post", "corrections/{id}/approve"): lambda t, c: (f"corrections/{t.correction(c)}/approve", {"approver": c.approver}),
    ("post", "corrections/{id}/reject"): lambda t, c: (f"corrections/{t.correction(c)}/reject", {"approver": c.approver}),
    ("post", "corrections/{id}/withdraw"): one("corrections", Rig.correction, {}, "/withdraw"),
    ("get", "meetings/{id}"): one("meetings", Rig.meeting),
    ("get", "meeting-leaves/{id}"): one("meeting-leaves", Rig.meeting_leave),
    ("post", "meeting-leaves"): lambda t, c: ("meeting-leaves", t.meeting_leave_body(c)),
    ("get", "substitutes/{id}"): one("substitutes", Rig.substitute),
    ("post", "substitutes"): lambda t, c: ("substitutes", t.substitute_body(c)),
    ("get", "marks/{id}"): one("marks", Rig.mark),
    ("get", "discipline/{id}"): one("discipline", Rig.discipline),
    ("get", "spot-checks/{id}"): one("spot-checks", Rig.spot_check),
    ("patch", "spot-checks/{id}"): one("spot-checks", Rig.spot_check, {"note": "n"}),
    ("post", "spot-checks"): lambda t, c: ("spot-checks", t.spot_check_body(c)),
    ("get", "taps"): lambda t, c: (f"taps?unit={c.unit}", None),
    ("get", "reports/months/{month}"): lambda t, c: (f"reports/months/2026-01?unit={c.unit}", None),
    ("get", "reports/months/{month}.xlsx"): lambda t, c: (f"reports/months/2026-01.xlsx?unit={c.unit}", None),
    ("get", "reports/months/{month}.csv"): lambda t, c: (f"reports/months/2026-01.csv?unit={c.unit}", None),
    ("get", "reports/days"): lambda t, c: (f"reports/days?{DAYS}&staff={c.staff}", None),
    ("get", "reports/meetings"): lambda t, c: (f"reports/meetings?{DAYS}&staff={c.staff}", None),
    ("get", "reports/differences"): lambda t, c: (f"reports/differences?{DAYS}&staff={c.staff}", None),
}

ROWS = {
    **SCOPED,
    **{("get", path): all_of(path) for path in (
        "units", "staff", "schedules", "calendars", "assignments", "cards", "card-issues", "keepers", "evidence", "meetings", "groups",
        "groups/counts", "organizers", "marks", "discipline", "spot-checks", "corrections", "leaves", "trips", "kiosks", "live",
        "reports/months", "accounts", "audit", "audit/head", "audit/words", "audit/verification", "quarantine", "taps")},
    **request_rows("meeting-leaves", Rig.meeting_leave, Rig.meeting_leave_body),
    **request_rows("substitutes", Rig.substitute, Rig.substitute_body),
    **settings_rows("site-settings", {"place": "p"}),
    **settings_rows("policy", {"late_grace_min": 5}),
    **settings_rows("office-policy", {"correction_needs_evidence": False}),
    ("get", "units/{id}"): one("units", Rig.unit),
    ("get", "schedules/{id}"): lambda t, c: ("schedules/q1", None),
    ("patch", "schedules/{id}"): lambda t, c: (f"schedules/{t.schedule()}", {"name": "n"}),
    ("delete", "schedules/{id}"): lambda t, c: (f"schedules/{t.schedule()}", None),
    ("post", "schedules"): lambda t, c: ("schedules", {"id": f"q{t.next()}", "versions": []}),
    ("get", "keepers/{id}"): one("keepers", Rig.keeper),
    ("patch", "keepers/{id}"): one("keepers", Rig.keeper, {"pin": "709133"}),
    ("delete", "keepers/{id}"): one("keepers", Rig.keeper),
    ("post", "keepers"): lambda t, c: ("keepers", {"staff": t.person(c), "pin": "480215"}),
    ("get", "meetings/left"): lambda t, c: ("meetings/left", None),
    ("get", "groups/{id}"): one("groups", Rig.group),
    ("patch", "groups/{id}"): one("groups", Rig.group, {"name": "h"}),
    ("post", "groups"): lambda t, c: ("groups", {"name": "g", "members": [c.staff]}),
    ("post", "groups/{id}/remove"): one("groups", Rig.group, {}, "/remove"),
    ("post", "groups/{id}/restore"): one("groups", Rig.group_removed, {}, "/restore"),
    ("post", "groups/{id}/hand-over"): one("groups", Rig.group_left, {"organizer": "host"}, "/hand-over"),
    ("get", "calendars/{id}"): lambda t, c: (f"calendars/{t.calendar()}", None),
    ("patch", "calendars/{id}"): lambda t, c: (f"calendars/{t.calendar()}", {"work": []}),
    ("delete", "calendars/{id}"): lambda t, c: (f"calendars/{t.calendar()}", None),
    ("post", "calendars"): lambda t, c: ("calendars", {"year": t.year(), "rest": [], "work": []}),
    **{("get", f"reports/months/{{month}}{kind}"): all_of(f"reports/months/2026-01{kind}") for kind in ("", ".csv", ".xlsx")},
    ("post", "calendars/{year}/preview"): lambda t, c: ("calendars/2026/preview", {"rest": [], "work": []}),
    ("patch", "meetings/{id}"): one("meetings", Rig.meeting, {"room": "r"}),
    ("post", "meetings"): lambda t, c: ("meetings", t.meeting_body(c)),
    ("post", "meetings/{id}/cancel"): one("meetings", Rig.meeting, {}, "/cancel"),
    ("post", "meetings/{id}/postpone"): one("meetings", Rig.meeting, {"start": "2050-01-01T09:00:00"}, "/postpone"),
    ("post", "meetings/{id}/copy"): one("meetings", Rig.meeting, {"start": "2050-01-01T09:00:00"}, "/copy"),
    ("post", "meetings/{id}/repeat"): one("meetings", Rig.meeting, {"every_days": 7, "count": 1}, "/repeat"),
    ("post", "meetings/conflicts"): lambda t, c: (
        "meetings/conflicts", {name: t.meeting_body(c)[name] for name in ("start", "end", "attendees")}),
    ("post", "meetings/people"): lambda t, c: ("meetings/people", {"date": "2028-01-01", "invite": {"units": [c.unit]}}),
    ("get", "meetings/{id}/requests"): one("meetings", Rig.meeting, None, "/requests"),
    ("post", "meetings/{id}/publish"): one("meetings", Rig.meeting_over, {}, "/publish"),
    **{("get", f"meetings/{{id}}/result{kind}"): one("meetings", Rig.meeting_over, None, f"/result{kind}")
       for kind in ("", ".csv", ".xlsx")},
    ("get", "publications/{id}"): one("publications", Rig.publication),
    ("get", "publications"): all_of("publications"),
    ("post", "publications/{id}/withdraw"): one("publications", Rig.publication, {"comment": "c"}, "/withdraw"),
    ("put", "meetings/{id}/attendees"): lambda t, c: (f"meetings/{t.meeting(c)}/attendees", "工号\ns1\n".encode(), CSV),
    ("get", "meetings/{id}/attendees.csv"): one("meetings", Rig.meeting, None, "/attendees.csv"),
    ("get", "meetings/{id}/attendees.xlsx"): one("meetings", Rig.meeting, None, "/attendees.xlsx"),
    ("post", "meetings/{id}/hand-over"): one("meetings", Rig.meeting_left, {"organizer": "host"}, "/hand-over"),
    ("patch", "discipline/{id}"): one("discipline", Rig.discipline, {"note": "n"}),
    ("delete", "discipline/{id}"): one("discipline", Rig.discipline),
    ("post", "discipline"): lambda t, c: ("discipline", t.discipline_body(c)),
    ("patch", "marks/{id}"): one("marks", Rig.mark, {"reason": "r"}),
    ("delete", "marks/{id}"): one("marks", Rig.mark),
    ("post", "marks"): lambda t, c: ("marks", {"meeting": t.meeting(c), "staff": c.staff}),
    ("post", "import"): lambda t, c: ("import", {"documents": [{"kind": "unit", "id": "u1", "value": {"code": "u1", "name": "财政局"}}]}),
    ("post", "imports/{list}"): lambda t, c: ("imports/staff", t.staff_csv(c), CSV),
    ("get", "exports/{list}.csv"): lambda t, c: ("exports/staff.csv", None),
    ("get", "exports/{list}.xlsx"): lambda t, c: ("exports/staff.xlsx", None),
    ("get", "kiosks/{id}"): lambda t, c: ("kiosks/k0001", None),
    ("patch", "kiosks/{id}"): lambda t, c: ("kiosks/k0001", {"place": f"p{t.next()}"}),
    ("post", "kiosks/{id}/revoke"): lambda t, c: ("kiosks/k0001/revoke", None),
    ("post", "kiosk-codes"): lambda t, c: ("kiosk-codes", {"place": "p"}),
    ("get", "accounts/{account}"): lambda t, c: (f"accounts/{t.account()}", None),
    ("patch", "accounts/{account}"): lambda t, c: (f"accounts/{t.account()}", {"name": "m"}),
    ("post", "accounts"): lambda t, c: ("accounts", t.account_body(f"q{t.next()}")),
    ("post", "accounts/{account}/password"): lambda t, c: (f"accounts/{t.account()}/password", None),
    ("get", "accounts/{account}/sessions"): lambda t, c: (f"accounts/{t.account()}/sessions", None),
    ("delete", "accounts/{account}/sessions"): lambda t, c: (f"accounts/{t.account()}/sessions", None),
    ("delete", "accounts/{account}/second-step"): lambda t, c: (f"accounts/{t.account()}/second-step", None),
    ("get", "kiosks/{kiosk}/quarantine"): lambda t, c: ("kiosks/k0001/quarantine", None),
    ("post", "kiosks/{kiosk}/quarantine/{hash}/close"): lambda t, c: (f"kiosks/k0001/quarantine/{'0' * 64}/close", {"note": "n"}),
    ("post", "kiosks/{kiosk}/faults/{fault}/close"): lambda t, c: ("kiosks/k0001/faults/fork/close", {"note": "n"}),
    ("get", "reports/proof"): lambda t, c: (f"reports/proof?staff={c.staff}&date=2026-01-05", None),
}
