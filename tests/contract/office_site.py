"""A server with a small county of its own, accounts of every role, and calls as the console makes them."""

import atexit
import contextlib
import http.client
import json
import pathlib
import sqlite3
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import small_site  # noqa: E402  (its folder is known only now)

PASSWORD = "long enough 2026"
# What a text field must keep as it is: SQL, HTML, a formula, emoji, right-to-left marks.
NASTY = "'; DROP TABLE entry; -- <script>alert(1)</script> =1+1 🎉 \u202eأهلا %s %n \\ \" &amp;"
BINARIES = None


class Caller(small_site.Console):
    """One logged-in account; each call gives (status, headers, value)."""

    on_answer = None  # told of every answer: (method, path, status, headers, bytes)

    def ask(self, method, path, body=None, **headers):
        connection = http.client.HTTPConnection(self.host, timeout=60)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookie:
            sent["Cookie"] = self.cookie
        if self.csrf and method != "GET":
            sent["Shoushi-CSRF"] = self.csrf
        if isinstance(body, (bytes, bytearray)):
            pass
        elif body is not None:
            sent.setdefault("Content-Type", "application/json")
            body = json.dumps(body, ensure_ascii=False).encode()
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            data = answer.read()
        finally:
            connection.close()
        if Caller.on_answer:
            Caller.on_answer(method, path, answer.status, answer.headers, data)
        kind = (answer.headers.get("Content-Type") or "").split(";")[0]
        value = json.loads(data) if kind in ("application/json", "application/problem+json") else data
        return answer.status, answer.headers, value


class OfficeTest(unittest.TestCase):
    """One server for all tests of a program: each works with things of its own."""

    maxDiff = None
    server = None

    @classmethod
    def setUpClass(cls):
        if OfficeTest.server is None:
            OfficeTest.start_server()

    @staticmethod
    def start_server():
        folder = tempfile.TemporaryDirectory(prefix="shoushi-office-")
        server = small_site.Server(BINARIES, pathlib.Path(folder.name))
        atexit.register(folder.cleanup)
        passwords = server.init("青云县")
        for name, roles, staff, unit in (
            ("clerk1", "clerk,staff", "", "u1"), ("host", "organizer", "", ""), ("p1", "staff", "s1", ""),
            ("p2", "staff", "s2", ""), ("p3", "staff", "s3", ""), ("p4", "staff", "s4", ""),
        ):
            options = ["--name", name, "--roles", roles]
            options += ["--staff", staff] if staff else []
            options += ["--unit", unit] if unit else []
            passwords[name] = server.command("user", "add", name, *options).split()[-1]
        OfficeTest.add_kiosk(server.folder / "shoushi.db")
        server.start()
        atexit.register(server.stop)
        OfficeTest.server, OfficeTest.passwords, OfficeTest.accounts = server, passwords, {}
        OfficeTest.admin = OfficeTest.log_in("admin")
        OfficeTest.make_county()

    @staticmethod
    def add_kiosk(database):
        """One that has been enrolled and has not been heard of since."""
        with contextlib.closing(sqlite3.connect(database)) as store, store:
            store.execute("INSERT INTO kiosk VALUES ('k0001', '东门', ?, 'active', '0.1.0', 1)", (bytes(32),))
            store.execute("INSERT INTO kiosk_progress VALUES ('k0001', 0, 0, 0, 0, 0, 0, 0, '', '', 0, 'synced', 0, 0, 0)")

    @classmethod
    def log_in(cls, account):
        if account not in cls.accounts:
            caller = Caller(cls.server.url)
            caller.log_in(account, cls.passwords[account])
            caller.change_password(cls.passwords[account], PASSWORD)
            caller.log_in(account, PASSWORD)
            cls.accounts[account] = caller
        return cls.accounts[account]

    @classmethod
    def make_county(cls):
        for unit in ({"code": "u0", "name": "县政府"}, {"code": "u1", "name": "财政局", "parent": "u0"},
                     {"code": "u11", "name": "财政局国库股", "parent": "u1"}, {"code": "u2", "name": "教育局"}):
            cls.must(cls.admin, 201, "POST", "/api/v1/units", unit)
        for person in ({"id": "s0", "name": "县长", "unit": "u0", "rank": "head"},
                       {"id": "s1", "name": "王伟", "unit": "u1", "rank": "staff"},
                       {"id": "s2", "name": "李娜", "unit": "u1", "rank": "section_head"},
                       {"id": "s3", "name": "张强", "unit": "u1", "rank": "deputy"},
                       {"id": "s4", "name": "刘洋", "unit": "u1", "rank": "head"},
                       {"id": "s5", "name": "陈静", "unit": "u11", "rank": "staff"},
                       {"id": "s6", "name": "杨光", "unit": "u2", "rank": "staff"},
                       {"id": "s7", "name": "赵敏", "unit": "u2", "rank": "deputy"}):
            cls.must(cls.admin, 201, "POST", "/api/v1/staff", person)

    @classmethod
    def must(cls, caller, status, method, path, body=None, **headers):
        """The answer's value, if its status is this one."""
        seen, _, value = caller.ask(method, path, body, **headers)
        if seen != status:
            raise AssertionError(f"{method} {path}: {seen} instead of {status}: {value}")
        return value

    def enter_in_time(self, meeting):
        """As if a meeting that is past now had been entered before it began: a fact that another system has kept."""
        value = {name: meeting[name] for name in ("id", "title", "start", "end", "attendees", "signout") if name in meeting}
        self.must(self.admin, 200, "POST", "/api/v1/import", {"documents": [{"kind": "meeting", "id": meeting["id"], "value": value}]})
        return meeting

    def problem(self, caller, status, kind, method, path, body=None, field=None, **headers):
        value = self.must(caller, status, method, path, body, **headers)
        self.assertEqual(value["type"], f"shoushi:{kind}", value)
        if field:
            self.assertEqual(value.get("field"), field, value)
        return value


def main():
    global BINARIES
    if len(sys.argv) < 2:
        sys.exit("usage: TEST.py FOLDER-OF-PROGRAMS [unittest arguments]")
    BINARIES = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main(module="__main__", verbosity=2)
