"""What the end-to-end tests share: a site in a temporary folder with the sample county in it."""

import atexit
import datetime
import functools
import os
import pathlib
import shutil
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import postgres_cluster  # noqa: E402
import small_site  # noqa: E402  (its folder is known only now)

INSPECTOR = "inspector"
ADMINISTRATOR = "admin"
PASSWORD = "long enough 2026"
DAY_BEGINS_MIN, TEST_TAKES_MIN = 2, 8
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


def wait_past_midnight():
    """A test begins and ends on one day of the site, and not in its first minutes, in which nobody can be late yet."""
    now = small_site.local_now()
    begin = now.replace(hour=0, minute=DAY_BEGINS_MIN, second=0)
    if now > begin:
        begin += datetime.timedelta(days=1)
    if begin - now < datetime.timedelta(minutes=DAY_BEGINS_MIN + TEST_TAKES_MIN):
        time.sleep((begin - now).total_seconds())


@functools.cache
def sample_county(_day):
    """A folder with the sample county in a file of its own, made once a program and day, and its one-time passwords."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="shoushi-e2e-"))
    atexit.register(shutil.rmtree, folder)
    server = small_site.Server(BINARIES, folder)
    passwords = server.init("青云县")
    server.command("sample", "--cards", str(folder / "cards.tsv"))
    return folder, passwords


class SiteTest(unittest.TestCase):
    """A fresh server with the sample county, and one enrolled kiosk, for each test."""

    maxDiff = None

    def setUp(self):
        wait_past_midnight()
        self.folder = tempfile.TemporaryDirectory(prefix="shoushi-e2e-")
        self.addCleanup(self.folder.cleanup)
        folder = pathlib.Path(self.folder.name)
        console = ROOT / "server/console/dist"
        self.server = small_site.Server(BINARIES, folder / "server", console if console.exists() else None,
                                        database=database(self))
        self.addCleanup(self.server.stop)
        cards = self.fill()
        self.cards = [line.split("\t") for line in cards.read_text().splitlines()]
        self.server.start()
        self.kiosk = small_site.Kiosk(BINARIES, folder / "kiosk")
        self.addCleanup(self.kiosk.stop)
        self.kiosk.enrol(self.server.url, self.enrol_code())

    def fill(self):
        """The sample county into the server's database; returns the file that names the cards."""
        if self.server.is_file():
            county, passwords = sample_county(small_site.site_today())
            shutil.copytree(county, self.server.folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("server.*"))
            self.server.passwords = dict(passwords)
        else:
            self.server.init("青云县")
            self.server.command("sample", "--cards", str(self.server.folder / "cards.tsv"))
        self.passwords = dict(self.server.passwords)
        return self.server.folder / "cards.tsv"

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
