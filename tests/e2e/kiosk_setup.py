"""The first start of a kiosk: set up at its screen with the real server, each thing that is wrong told in its own way; or by a
file for many kiosks."""

import json
import pathlib
import socket
import subprocess

import site_test
from small_site import Kiosk, hold_port, wait_for


class KioskSetup(site_test.SiteTest):

    def setUp(self):
        super().setUp()
        self.fresh = Kiosk(site_test.BINARIES, pathlib.Path(self.folder.name) / "fresh",
                           'setup: { address = "https://"; };')
        self.addCleanup(self.fresh.stop)

    def begin(self, *settings):
        self.fresh.config.write_text(self.fresh.config.read_text() + "\n".join(settings) + "\n")
        self.fresh.start_anyhow()

    def state(self):
        state = self.fresh.state()
        self.assertEqual(state["screen"], "setup")
        return state["setup"]

    def type_in(self, text):
        for key in text:
            self.assertEqual(self.fresh.control.ask(f"touch key {key}"), "ok", key)

    def erase(self):
        while self.state()["address"]:
            self.assertEqual(self.fresh.control.ask("touch erase"), "ok")

    def try_address(self, address, fault):
        """Types it in and goes on; comes back to typing."""
        self.erase()
        self.type_in(address)
        self.assertEqual(self.state()["address"], address)
        self.assertEqual(self.fresh.control.ask("touch confirm"), "ok")
        self.assertEqual(self.state()["fault"], fault, address)
        if fault:
            self.assertEqual(self.fresh.control.ask("touch go_back"), "ok")

    def try_code(self, code, fault):
        self.type_in(code)
        self.assertEqual(self.fresh.control.ask("touch confirm"), "ok")
        if fault:
            self.assertEqual(self.state()["fault"], fault, code)
            self.assertEqual(self.fresh.control.ask("touch go_back"), "ok")
            while self.state()["code"]:
                self.assertEqual(self.fresh.control.ask("touch erase"), "ok")

    def works(self):
        """Enrolled, with a roster, and cards are taken."""
        wait_for("the kiosk itself", lambda: self.fresh.has_left("setup"))
        self.fresh.plug()
        self.fresh.wait_online()
        self.assertEqual(self.fresh.tap(self.cards[0][0])["name"], self.cards[0][1])

    def test_each_thing_that_is_wrong_is_told_in_its_own_way(self):
        self.begin()
        self.try_address("nonsense", "address")
        self.try_address("http://kaoqin.example:80", "plain")
        self.try_address("https://no-such-name.invalid", "name")
        with hold_port() as nobodys:
            self.try_address(f"http://127.0.0.1:{nobodys.getsockname()[1]}", "refused")
        self.try_address(self.server.url, "")
        self.assertEqual(self.state()["step"], "code")
        self.try_code("0000-0000", "code")
        code = self.enrol_code("新楼 大厅")
        used = self.enrol_code("别处")
        self.kiosk_elsewhere(used)
        self.try_code(used.lower(), "code")
        self.try_code(code.lower(), "")
        self.works()
        self.assertEqual(self.fresh.state()["place"], "新楼 大厅")

    def kiosk_elsewhere(self, code):
        Kiosk(site_test.BINARIES, pathlib.Path(self.folder.name) / "elsewhere").enrol(self.server.url, code)

    def test_a_certificate_that_is_not_trusted_is_told(self):
        folder = pathlib.Path(self.folder.name) / "tls"
        folder.mkdir()
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-keyout", folder / "key.pem", "-out", folder / "certificate.pem", "-days", "2", "-subj",
                        "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
                       check=True, capture_output=True)
        self.server.stop()
        self.server.config.write_text(self.server.config.read_text() +
                                      f'certificate = "{folder}/certificate.pem";\ncertificate_key = "{folder}/key.pem";\n')
        running = site_test.small_site.Program("shoushi-server", [self.server.program, "run", "--config",
                                               self.server.config], self.server.folder / "tls.log")
        self.addCleanup(running.stop)
        wait_for("the server to listen", lambda: running.alive() and "listening" in running.log.read_text())
        self.begin()
        address = f"https://127.0.0.1:{self.server.port}"
        self.try_address(address, "certificate")
        self.fresh.stop()
        self.begin(f'server: {{ ca_file = "{folder}/certificate.pem"; }};')
        self.try_address(address, "")

    def test_a_file_sets_up_many_kiosks(self):
        listed = self.fresh.folder / "kiosks.list"
        code = self.enrol_code("一号楼")
        listed.write_text(f"# the kiosks of this house\nserver {self.server.url}\n"
                          f"kiosk-elsewhere 0000-0000\n{socket.gethostname()} {code}\n")
        self.fresh.config.write_text(self.fresh.config.read_text().replace(
            'setup: { address = "https://"; };', f'setup: {{ list = "{listed}"; }};'))
        self.begin()
        self.works()
        self.assertEqual(self.fresh.state()["place"], "一号楼")

    def test_a_file_that_is_wrong_is_named_with_its_line(self):
        listed = self.fresh.folder / "kiosks.list"
        listed.write_text(f"server {self.server.url}\njust-a-name\n")
        self.fresh.config.write_text(self.fresh.config.read_text().replace(
            'setup: { address = "https://"; };', f'setup: {{ list = "{listed}"; }};'))
        done = subprocess.run([self.fresh.program, "--config", self.fresh.config], capture_output=True, text=True,
                              timeout=60, env={**site_test.os.environ, **self.fresh.environment})
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"{listed}:2", done.stderr)


if __name__ == "__main__":
    site_test.main()
