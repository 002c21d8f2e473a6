"""What `cmake --install` puts where: programs, units, rules, manual pages. The units are looked at by systemd itself."""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

UNITS = {"shoushi-kiosk": 2.0, "shoushi-kiosk-cage": 3.0, "shoushi-server": 2.0}  # how exposed each may be, of 10
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
                     "lib/sysusers.d/shoushi-kiosk.conf", "lib/sysusers.d/shoushi-server.conf",
                     "lib/sysctl.d/71-shoushi-kiosk.conf", "lib/systemd/logind.conf.d/71-shoushi-kiosk.conf",
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

    def test_the_users_are_ones_that_systemd_can_make(self):
        if not shutil.which("systemd-sysusers"):
            self.skipTest("no systemd-sysusers here")
        for component in ("kiosk", "server"):
            done = run("systemd-sysusers", "--dry-run", self.prefix / f"lib/sysusers.d/shoushi-{component}.conf")
            self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    BUILD, PREFIX = sys.argv.pop(1), sys.argv.pop(1)
    unittest.main(verbosity=2)
