"""What systemd hears of a server and of a kiosk: that they are ready, that they turn, and nothing while they hang."""

import os
import pathlib
import socket
import sys
import tempfile
import threading
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import small_site  # noqa: E402  (its folder is known only now)
from small_site import wait_for  # noqa: E402

PERIOD_S = 2.0  # in which the watchdog wants to hear something
SILENCE_S = 3 * PERIOD_S


class Supervisor:
    """The socket that systemd would listen on."""

    def __init__(self, folder):
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.listener.bind(str(folder / "notify"))
        self.listener.settimeout(0.1)
        self.disk_hangs = folder / "the-disk-hangs"
        self.environment = {
            "NOTIFY_SOCKET": str(folder / "notify"), "WATCHDOG_USEC": str(int(PERIOD_S * 1e6)),
            "LD_PRELOAD": str(HANGING_DISK), "HANGING_DISK_WHILE": str(self.disk_hangs),
            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"}

    def next(self, seconds):
        """The next word; None where there is none for so long."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                return self.listener.recv(256).decode()
            except TimeoutError:
                pass
        return None

    def forget(self):
        while self.next(0.1):
            pass

    def close(self):
        self.listener.close()


class WatchdogTest(unittest.TestCase):

    def setUp(self):
        holder = tempfile.TemporaryDirectory(prefix="shoushi-watchdog-")
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)
        self.supervisor = Supervisor(self.folder)
        self.addCleanup(self.supervisor.close)
        self.server = small_site.Server(BINARIES, self.folder / "server")
        self.addCleanup(self.server.stop)
        self.addCleanup(self.supervisor.disk_hangs.unlink, missing_ok=True)  # first, or nothing would end
        self.passwords = self.server.init("青云县")

    def watch(self, start):
        """Starts a program that this supervisor watches."""
        before = dict(os.environ)
        os.environ.update(self.supervisor.environment)
        try:
            start()
        finally:
            os.environ.clear()
            os.environ.update(before)

    def hears_that_it_turns(self):
        """Never so seldom that a watchdog would bite."""
        for _ in range(8):
            self.assertEqual(self.supervisor.next(PERIOD_S), "WATCHDOG=1")

    def hears_nothing_while_the_disk_hangs(self, write):
        self.supervisor.disk_hangs.touch()
        writer = threading.Thread(target=write)
        writer.start()
        wait_for("the silence", lambda: self.supervisor.next(PERIOD_S) is None, 20)
        self.assertIsNone(self.supervisor.next(SILENCE_S))
        self.supervisor.disk_hangs.unlink()
        self.hears_that_it_turns()
        writer.join()

    def test_a_server_says_that_it_is_well_until_its_writer_hangs(self):
        self.watch(self.server.start)
        self.assertEqual(self.supervisor.next(PERIOD_S), "READY=1")
        self.hears_that_it_turns()
        console = small_site.Console(self.server.url)
        self.hears_nothing_while_the_disk_hangs(lambda: console.log_in("admin", self.passwords["admin"]))
        self.server.stop()
        said = [word for word in iter(lambda: self.supervisor.next(0.2), None) if word != "WATCHDOG=1"]
        self.assertEqual(said, ["STOPPING=1"])

    def test_a_kiosk_says_that_it_is_well_until_a_tap_hangs(self):
        self.server.start()
        kiosk = small_site.Kiosk(BINARIES, self.folder / "kiosk")
        self.addCleanup(kiosk.stop)
        self.addCleanup(self.supervisor.disk_hangs.unlink, missing_ok=True)
        kiosk.enrol(self.server.url, self.server.command("enrol-code", "--place", "东门").split()[-1])
        self.watch(kiosk.start)
        self.assertEqual(self.supervisor.next(PERIOD_S), "READY=1")
        self.hears_that_it_turns()
        self.hears_nothing_while_the_disk_hangs(lambda: kiosk.reader.ask("card 4000000001"))
        wait_for("the tap", lambda: kiosk.state()["taps"] == 1)  # it was late, and is not lost
        self.supervisor.forget()
        kiosk.stop()
        said = [word for word in iter(lambda: self.supervisor.next(0.2), None) if word != "WATCHDOG=1"]
        self.assertEqual(said, ["STOPPING=1"])


if __name__ == "__main__":
    BINARIES, HANGING_DISK = (pathlib.Path(argument).resolve() for argument in (sys.argv.pop(1), sys.argv.pop(1)))
    unittest.main(verbosity=2)
