"""What the end-to-end tests share: a site in a temporary folder with the sample county in it."""

import os
import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import postgres_cluster  # noqa: E402
import small_site  # noqa: E402  (its folder is known only now)

INSPECTOR = "inspector"
ADMINISTRATOR = "admin"
PASSWORD = "long enough 2026"
SAMPLE_KIOSK = "k0003"  # the last that the sample has


def binaries():
    return BINARIES


def temporary_folder(test):
    folder = tempfile.TemporaryDirectory(prefix="shoushi-e2e-")
    test.addCleanup(folder.cleanup)
    return pathlib.Path(folder.name)


def database(test):
    """Where the server's database is to be: None for a file of its own, or a PostgreSQL that is made for this test."""
    if os.environ.get("SHOUSHI_TEST_ENGINE", "sqlite") == "sqlite":
        return None
    if not postgres_cluster.programs():
        test.skipTest("no PostgreSQL to run")
    cluster = postgres_cluster.Cluster()
    test.addCleanup(cluster.destroy)
    return cluster.add("county")


class SiteTest(unittest.TestCase):
    """A fresh server with the sample county, and one enrolled kiosk, for each test."""

    maxDiff = None

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="shoushi-e2e-")
        self.addCleanup(self.folder.cleanup)
        folder = pathlib.Path(self.folder.name)
        console = ROOT / "server/console/dist"
        self.server = small_site.Server(BINARIES, folder / "server", console if console.exists() else None,
                                        database=database(self))
        self.addCleanup(self.server.stop)
        self.passwords = dict(self.server.init("青云县"))
        self.server.command("sample", "--cards", str(folder / "cards.tsv"))
        self.cards = [line.split("\t") for line in (folder / "cards.tsv").read_text().splitlines()]
        self.server.start()
        self.kiosk = small_site.Kiosk(BINARIES, folder / "kiosk")
        self.addCleanup(self.kiosk.stop)
        self.kiosk.enrol(self.server.url, self.enrol_code())

    def enrol_code(self, place="县政府大楼 东门"):
        return self.server.command("enrol-code", "--place", place).split()[-1]

    def console(self, account=INSPECTOR):
        console = small_site.Console(self.server.url)
        session = console.log_in(account, self.passwords[account])
        if session["must_change_password"]:
            console.change_password(self.passwords[account], PASSWORD)
            self.passwords[account] = PASSWORD
            console.log_in(account, PASSWORD)
        return console

    def taps(self, console):
        """Today's taps of this test's kiosk, oldest first."""
        taps = console.get("/api/v1/taps?limit=1000")["taps"]
        return [tap for tap in reversed(taps) if tap["kiosk"] == self.kiosk_id(taps)]

    @staticmethod
    def kiosk_id(taps):
        """The one that was enrolled last: those before it are the sample's. One that has no tap yet is not among them."""
        newest = max((tap["kiosk"] for tap in taps), default="")
        return newest if newest > SAMPLE_KIOSK else ""


def main():
    global BINARIES
    if len(sys.argv) < 2:
        sys.exit("usage: TEST.py FOLDER-OF-PROGRAMS [unittest arguments]")
    BINARIES = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main(module="__main__", verbosity=2)
