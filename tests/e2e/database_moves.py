"""The database of a whole county moves to PostgreSQL and back, is kept while a server runs on it, and put back: the report of the
month is the same everywhere. And PostgreSQL stops and starts below a running server."""

import pathlib
import sys
import unittest
import urllib.error
import urllib.request

import postgres_cluster
import site_test
import small_site  # found by site_test
from small_site import wait_for


def status_of(url):
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as fault:
        return fault.code


class DatabaseMoves(unittest.TestCase):

    def setUp(self):
        self.cluster = postgres_cluster.Cluster()
        self.addCleanup(self.cluster.destroy)
        self.folder = site_test.temporary_folder(self)
        self.server = small_site.Server(site_test.binaries(), self.folder / "server")
        self.addCleanup(self.server.stop)
        self.passwords = dict(self.server.init("青云县"))
        self.server.command("sample")
        self.keys = self.folder / "server/shoushi.db.keys"

    def server_on(self, name, database):
        server = small_site.Server(site_test.binaries(), self.folder / name, database=database, keys=self.keys)
        self.addCleanup(server.stop)
        return server

    def report(self, server):
        """The whole report of the last month, as a person of this county sees it."""
        server.start()
        console = small_site.Console(server.url)
        session = console.log_in(site_test.INSPECTOR, self.passwords[site_test.INSPECTOR])
        if session["must_change_password"]:
            console.change_password(self.passwords[site_test.INSPECTOR], site_test.PASSWORD)
            self.passwords[site_test.INSPECTOR] = site_test.PASSWORD
            console.log_in(site_test.INSPECTOR, site_test.PASSWORD)
        months = console.get("/api/v1/reports/months")["months"]
        report = wait_for("the month to be judged", lambda: self.judged(console, months[-1]), 300)
        server.stop()
        return {key: report[key] for key in ("county", "units", "staff") if key in report}

    @staticmethod
    def judged(console, month):
        try:
            return console.get(f"/api/v1/reports/months/{month}")
        except small_site.Failure:
            return None

    def test_there_and_back_again(self):
        expected = self.report(self.server)
        self.assertGreater(expected["county"]["checks_due"], 1000)
        moved = self.server_on("moved", self.cluster.add("moved"))
        told = self.server.command("migrate", "--to", moved.database)
        self.assertRegex(told, r"(?m)^record\t[1-9][0-9]{4}\t[0-9a-f]{64}$")
        self.assertEqual(self.report(moved), expected)
        with self.assertRaises(small_site.Failure):
            self.server.command("migrate", "--to", moved.database)
        moved.start()
        backup = self.folder / "county.backup"
        kept = moved.command("backup", str(backup))
        self.assertEqual([line for line in kept.splitlines() if line.startswith("record\t")],
                         [line for line in told.splitlines() if line.startswith("record\t")])
        moved.stop()
        for name, database in (("restored", self.cluster.add("restored")), ("back", self.folder / "back.db")):
            server = self.server_on(name, database)
            server.command("restore", str(backup))
            with self.assertRaises(small_site.Failure):
                server.command("restore", str(backup))
            self.assertEqual(self.report(server), expected)

    def test_postgresql_stops_and_starts_below_a_server(self):
        moved = self.server_on("moved", self.cluster.add("moved"))
        self.server.command("migrate", "--to", moved.database)
        moved.start()
        self.assertEqual(status_of(moved.url + "/ready"), 200)
        self.cluster.stop()
        self.assertEqual(status_of(moved.url + "/ready"), 503)
        self.assertEqual(status_of(moved.url + "/api/v1/site"), 503)
        self.cluster.start()
        wait_for("the server to be ready", lambda: status_of(moved.url + "/ready") == 200)
        self.assertEqual(status_of(moved.url + "/api/v1/site"), 200)


if __name__ == "__main__":
    if not postgres_cluster.programs():
        print("skipped: no PostgreSQL to run")
        sys.exit(postgres_cluster.SKIPPED)
    site_test.main()
