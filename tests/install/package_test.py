"""Debian packages as scripts/package makes them: what is in them, and what installing, upgrading and removing one does."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

NAMES = ("shoushi-kiosk", "shoushi-server")
FAKES = ("systemd-sysusers", "systemctl", "udevadm")  # what the scripts call, each of which writes down how
AS_ROOT = [] if os.getuid() == 0 else ["unshare", "--map-root-user"]


def run(*command, **options):
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=120, **options)


class PackageTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="shoushi-packages-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        done = run("cpack", "--config", f"{BUILD}/CPackConfig.cmake", "-B", cls.folder / "made",
                   "-D", "CPACK_DEBIAN_COMPRESSION_TYPE=gzip", "-D", "CPACK_STRIP_FILES=OFF")
        assert done.returncode == 0, done.stdout + done.stderr
        cls.packages = {path.name.split("_")[0]: path for path in (cls.folder / "made").glob("*.deb")}

    def field(self, name, field):
        return run("dpkg-deb", "--field", self.packages[name], field).stdout.strip()

    def dpkg(self, root, *words):
        done = run(*AS_ROOT, "dpkg", f"--root={root}", "--force-script-chrootless", "--force-depends", *words)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def new_root(self):
        root = pathlib.Path(tempfile.mkdtemp(prefix="root-", dir=self.folder))
        for folder in ("etc", "usr/bin", "var/lib/dpkg/info", "var/lib/dpkg/updates"):
            (root / folder).mkdir(parents=True)
        (root / "var/lib/dpkg/status").touch()
        return root

    def test_each_says_what_it_is_and_needs(self):
        self.assertEqual(sorted(self.packages), list(NAMES))
        for name, libraries in (("shoushi-kiosk", ("libsdl2-2.0-0", "libusb-1.0-0", "fonts-noto-cjk")),
                                ("shoushi-server", ("libmicrohttpd12", "libpq5", "fonts-noto-cjk"))):
            self.assertRegex(self.field(name, "Version"), r"^\d+\.\d+\.\d+$")
            needed = {word.split()[0] for word in self.field(name, "Depends").split(",")}
            self.assertLessEqual(set(libraries), needed, name)

    def test_installed_and_removed_but_what_was_recorded_stays(self):
        root = self.new_root()
        self.dpkg(root, "--install", *self.packages.values())
        for program in ("shoushi-kiosk", "shoushi-reader", "shoushi-server"):
            done = run(root / "usr/bin" / program, "--version")
            self.assertEqual((done.returncode, program in done.stdout), (0, True), done.stderr)
        users = {line.split(":")[0] for line in (root / "etc/passwd").read_text().splitlines()}
        self.assertLessEqual({"shoushi", "shoushi-server"}, users)
        kept = {root / "etc/shoushi/kiosk.conf": "volume", root / "var/lib/shoushi-kiosk/records.db": "taps",
                root / "var/lib/shoushi/shoushi.db": "facts"}
        for path, text in kept.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        said = self.dpkg(root, "--purge", *NAMES)
        for name in NAMES:
            self.assertIn(f"{name}: settings in /etc/shoushi and data below /var/lib stay", said)
        self.assertEqual(list(root.glob("usr/**/*shoushi*")), [])
        self.assertEqual({path: path.read_text() for path in kept}, kept)

    def test_both_go_on_one_machine(self):
        root = self.new_root()
        self.dpkg(root, "--install", self.packages["shoushi-kiosk"])
        self.dpkg(root, "--install", self.packages["shoushi-server"])
        state = run("dpkg-query", f"--admindir={root}/var/lib/dpkg", "-W", "-f", "${Package} ${Status}\n").stdout
        self.assertEqual(state.splitlines(), [f"{name} install ok installed" for name in NAMES])

    def calls_of(self, name, script, *words, udevadm=""):
        """What the script asks of systemd on a machine that runs it; udevadm: what that does besides, or None where there is none."""
        place = pathlib.Path(tempfile.mkdtemp(prefix="scripts-", dir=self.folder))
        run("dpkg-deb", "--control", self.packages[name], place / "control")
        calls = place / "calls"
        calls.touch()
        for fake in FAKES:
            path = place / "bin" / fake
            path.parent.mkdir(exist_ok=True)
            path.write_text(f'#!/bin/sh\necho "{fake} $*" >>"{calls}"\n' + (udevadm or "" if fake == "udevadm" else ""))
            path.chmod(0o755)
        if udevadm is None:
            (place / "bin/udevadm").unlink()
        # /run is another one, in which systemd seems to run, and there are no programs but the fakes.
        inside = f'mount -t tmpfs none /run && mkdir -p /run/systemd/system && PATH="{place / "bin"}" && exec "$@"'
        done = run("unshare", "--map-root-user", "--mount", "sh", "-c", inside, "sh", place / "control" / script, *words,
                   env={"PATH": "/usr/bin:/bin:/usr/sbin:/sbin"})
        if re.search("unshare|mount:", done.stderr):
            self.skipTest("no mounts of one's own here: " + done.stderr.strip())
        self.assertEqual(done.returncode, 0, done.stderr)
        return calls.read_text().splitlines()

    def test_an_upgrade_starts_the_new_program(self):
        calls = self.calls_of("shoushi-kiosk", "postinst", "configure", "0.0.1")
        self.assertIn("systemd-sysusers shoushi-kiosk.conf", calls)
        self.assertIn("udevadm control --reload", calls)
        self.assertEqual(calls[-1], "systemctl try-restart shoushi-kiosk.service shoushi-kiosk-cage.service")
        self.assertLess(calls.index("systemctl daemon-reload"), len(calls) - 1)

    def test_a_machine_without_udevd_takes_the_packages(self):
        for udevadm in ("exit 1\n", None):
            with self.subTest(udevadm=udevadm):
                calls = self.calls_of("shoushi-kiosk", "postinst", "configure", "0.0.1", udevadm=udevadm)
                self.assertEqual(calls[-2:], ["systemctl restart systemd-sysctl.service",
                                              "systemctl try-restart shoushi-kiosk.service shoushi-kiosk-cage.service"])

    def test_a_server_asks_nothing_of_devices(self):
        self.assertEqual(self.calls_of("shoushi-server", "postinst", "configure", "0.0.1", udevadm="exit 1\n"), [
            "systemd-sysusers shoushi-server.conf", "systemctl daemon-reload",
            "systemctl try-restart shoushi-server.service shoushi-papers.timer"])

    def test_a_first_installation_starts_nothing(self):
        calls = self.calls_of("shoushi-server", "postinst", "configure")
        self.assertEqual([call for call in calls if "start shoushi" in call], [])

    def test_removing_stops_but_an_upgrade_does_not(self):
        units = "shoushi-server.service shoushi-papers.timer"
        self.assertEqual(self.calls_of("shoushi-server", "prerm", "remove"), [f"systemctl disable --now {units}"])
        self.assertEqual(self.calls_of("shoushi-server", "prerm", "upgrade", "0.2.0"), [])


if __name__ == "__main__":
    BUILD = sys.argv.pop(1)
    unittest.main(verbosity=2)
