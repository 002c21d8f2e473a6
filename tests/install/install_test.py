"""What `cmake --install` puts where: programs, units, rules, manual pages. The units are looked at by systemd itself."""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
import small_site  # noqa: E402

UNITS = {"shoushi-kiosk": 2.0, "shoushi-kiosk-cage": 3.0, "shoushi-papers": 2.0, "shoushi-server": 2.0}  # how exposed each may be, of 10
HOST_UNITS = pathlib.Path("/usr/lib/systemd/system")


def run(*command, **options):
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=120, **options)


class InstallTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="shoushi-install-")
        cls.addClassCleanup(cls.folder.cleanup)
        cls.root = pathlib.Path(cls.folder.name)
        for component in ("kiosk", "server"):
            done = run("cmake", "--install", BUILD, "--component", component,
                       env={"DESTDIR": str(cls.root), "PATH": "/usr/bin:/bin"})
            assert done.returncode == 0, done.stderr
        cls.prefix = cls.root / PREFIX.lstrip("/")

    def test_everything_is_there(self):
        for name in ("bin/shoushi-kiosk", "bin/shoushi-reader", "bin/shoushi-server",
                     "share/man/man1/shoushi-kiosk.1", "share/man/man1/shoushi-reader.1",
                     "share/man/man1/shoushi-server.1", "lib/udev/rules.d/70-shoushi-readers.rules",
                     "lib/udev/rules.d/71-shoushi-stick.rules",
                     "lib/sysusers.d/shoushi-kiosk.conf", "lib/sysusers.d/shoushi-server.conf",
                     "lib/sysctl.d/71-shoushi-kiosk.conf", "lib/systemd/logind.conf.d/71-shoushi-kiosk.conf",
                     "lib/systemd/system/shoushi-papers.timer",
                     *(f"lib/systemd/system/{unit}.service" for unit in UNITS)):
            self.assertTrue((self.prefix / name).is_file(), name)

    def test_programs_run_from_there(self):
        for name in ("shoushi-kiosk", "shoushi-reader", "shoushi-server"):
            done = run(self.prefix / "bin" / name, "--version")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(name, done.stdout)

    def test_the_example_configuration_is_good(self):
        example = next(self.prefix.glob("share/doc/*/kiosk/kiosk.conf"))
        done = run(self.prefix / "bin/shoushi-kiosk", "--check", "--config", example)
        self.assertEqual(done.returncode, 0, done.stderr)

    def needs_systemd(self):
        if not shutil.which("systemd-analyze") or not HOST_UNITS.is_dir():
            self.skipTest("no systemd-analyze here")
        units = self.prefix / "lib/systemd/system"
        for target in (*HOST_UNITS.glob("*.target"), *HOST_UNITS.glob("*.slice")):
            if not (units / target.name).exists():
                shutil.copy(target, units)
        cage = self.root / "usr/bin/cage"
        if not cage.exists():
            cage.parent.mkdir(parents=True, exist_ok=True)
            cage.write_text("#!/bin/sh\n")
            cage.chmod(0o755)
        kill = self.root / "bin/kill"
        kill.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(cage, kill)

    def test_systemd_understands_the_units(self):
        self.needs_systemd()
        for unit in UNITS:
            done = run("systemd-analyze", "verify", "--man=no", f"--root={self.root}", f"{unit}.service")
            said = [line for line in (done.stdout + done.stderr).splitlines() if "shoushi" in line]
            self.assertEqual(said, [], unit)

    def test_the_units_are_closed_in(self):
        self.needs_systemd()
        for unit, most in UNITS.items():
            done = run("systemd-analyze", "security", "--offline=yes", f"--root={self.root}",
                       f"--threshold={round(most * 10)}", f"{unit}.service")
            self.assertEqual(done.returncode, 0, done.stdout[-200:] + done.stderr)

    def settings(self, name):
        """What an installed file sets, as a list of (key, value)."""
        lines = (self.prefix / "lib" / name).read_text().splitlines()
        return [tuple(part.strip() for part in line.split("=", 1)) for line in lines if "=" in line and not line.startswith("#")]

    def test_no_key_leads_out_of_a_kiosk(self):
        """The program's own part is in window_test; this is what stands around it."""
        login = self.settings("systemd/logind.conf.d/71-shoushi-kiosk.conf")
        for key in ("NAutoVTs", "ReserveVT"):
            self.assertIn((key, "0"), login)  # no log-in on another terminal
        for key in ("HandlePowerKey", "HandleSuspendKey", "HandleHibernateKey", "HandleLidSwitch"):
            self.assertIn((key, "ignore"), login)
        self.assertIn(("kernel.sysrq", "0"), self.settings("sysctl.d/71-shoushi-kiosk.conf"))
        for unit in ("shoushi-kiosk", "shoushi-kiosk-cage"):
            with self.subTest(unit=unit):
                set_to = self.settings(f"systemd/system/{unit}.service")
                values = dict(set_to)
                self.assertIn("getty@tty1.service", values["Conflicts"])  # no log-in behind the screen either
                # The keyboard is the terminal's, and the terminal is the kiosk's.
                self.assertEqual((values["TTYPath"], values["StandardInput"], values["TTYVTDisallocate"]), ("/dev/tty1", "tty-fail", "yes"))
                self.assertEqual((values["Restart"], values["User"], values["Type"]), ("always", "shoushi", "notify"))
                self.assertLessEqual(int(values["WatchdogSec"]), 30)
                self.assertIn(("StartLimitIntervalSec", "0"), set_to)  # it never gives up
                self.assertNotIn(" -s", values["ExecStart"])  # with which cage changes terminals

    def test_the_timer_comes_once_a_month(self):
        self.needs_systemd()
        done = run("systemd-analyze", "verify", "--man=no", f"--root={self.root}", "shoushi-papers.timer")
        self.assertEqual([line for line in (done.stdout + done.stderr).splitlines() if "shoushi" in line], [])
        timer = (self.prefix / "lib/systemd/system/shoushi-papers.timer").read_text()
        when = re.search(r"^OnCalendar=(.*)$", timer, re.M)[1]
        done = run("systemd-analyze", "calendar", "--iterations=3", when, env={"TZ": "Asia/Shanghai", "PATH": "/usr/bin:/bin"})
        days = re.findall(r"(\d{4})-(\d\d)-(\d\d) (\d\d:\d\d)", "".join(
            line for line in done.stdout.splitlines(True) if "UTC" not in line and "Original" not in line))
        months = {(year, month) for year, month, _, _ in days}
        self.assertEqual({day for _, _, day, _ in days}, {"01"}, done.stdout)
        self.assertEqual(len(months), 3, done.stdout)

    def test_what_the_timer_starts_keeps_a_months_papers(self):
        server = small_site.Server(self.prefix / "bin", self.root / "site")
        server.init("云岭县")
        server.command("sample")
        unit = (self.prefix / "lib/systemd/system/shoushi-papers.service").read_text()
        command = re.search(r"^ExecStart=(.*)$", unit, re.M)[1]
        folder = self.root / "papers"
        folder.mkdir()
        for there, here in ((f"{PREFIX}/bin", self.prefix / "bin"), ("/etc/shoushi/server.conf", server.config),
                            ("/var/lib/shoushi/papers", folder)):
            self.assertIn(there, command)
            command = command.replace(there, str(here))
        done = run(*command.split())
        self.assertEqual(done.returncode, 0, done.stderr)
        month, = folder.iterdir()
        self.assertRegex(month.name, r"^20\d\d-\d\d$")
        papers = {path: path.read_bytes() for path in month.iterdir()}
        self.assertEqual(sorted(path.suffix for path in papers), [".csv", ".docx", ".pdf", ".pdf", ".xlsx"])
        signed, gone = sorted(papers)[:2]
        signed.write_bytes(b"signed")
        gone.unlink()
        done = run(*command.split())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(sorted(line.split("\t")[0] for line in done.stdout.splitlines()), ["kept"] * 4 + ["made"])
        self.assertEqual(signed.read_bytes(), b"signed")
        for path in sorted(papers)[2:]:
            self.assertEqual(path.read_bytes(), papers[path], path.name)

    def test_the_users_are_ones_that_systemd_can_make(self):
        if not shutil.which("systemd-sysusers"):
            self.skipTest("no systemd-sysusers here")
        for component in ("kiosk", "server"):
            done = run("systemd-sysusers", "--dry-run", self.prefix / f"lib/sysusers.d/shoushi-{component}.conf")
            self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    BUILD, PREFIX = sys.argv.pop(1), sys.argv.pop(1)
    unittest.main(verbosity=2)
