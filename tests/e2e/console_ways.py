"""Ways through the console from their beginning to their end, in a real browser against a real server and a real kiosk."""

import json
import shutil
import subprocess

import site_test
import small_site

OUT = site_test.ROOT / "build" / "console-ways"
PEOPLE = {
    "clerk": ("考勤员", "s0030", [{"role": "clerk", "unit": "u02"}, {"role": "staff"}]),
    "host": ("会务", "s0002", [{"role": "organizer"}, {"role": "staff"}]),
    "me": ("职工", "s0007", [{"role": "staff"}]),
}


class ConsoleWays(site_test.SiteTest):

    def add_accounts(self):
        security = self.console("security")
        for account in ("admin", "inspector", "audit"):
            self.console(account)
        for account, (name, staff, roles) in PEOPLE.items():
            status, _, data = security.call("POST", "/api/v1/accounts",
                                            {"account": account, "name": name, "staff": staff, "roles": roles})
            self.assertEqual(status, 201, data)
            self.passwords[account] = json.loads(data)["one_time_password"]
            self.console(account)

    def do(self, what, argument):
        """What the browser's way needs at a kiosk."""
        if what == "tap":
            small_site.Kiosk.expect(self.kiosk.reader.ask(f"card {argument}"))
        else:
            small_site.Kiosk(site_test.binaries(), self.server.folder / "second", "").enrol(self.server.url, argument)

    def test_ways(self):
        for program in ("node", "chromium"):
            if not shutil.which(program):
                self.skipTest(f"{program} is not installed")
        self.add_accounts()
        self.kiosk.start()
        self.kiosk.wait_online()
        shutil.rmtree(OUT, ignore_errors=True)
        browser = subprocess.Popen(
            ["node", site_test.ROOT / "tests/console/way_journeys.mjs", "--base-url", self.server.url,
             "--password", site_test.PASSWORD, "--out", OUT],
            cwd=site_test.ROOT / "server/console", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.addCleanup(browser.stdout.close)
        self.addCleanup(browser.stdin.close)
        self.addCleanup(browser.kill)
        printed = []
        for line in browser.stdout:
            printed.append(line)
            if line.startswith("kiosk: "):
                self.do(*line.split()[1:3])
                print("done", file=browser.stdin, flush=True)
        self.assertEqual(browser.wait(60), 0, "".join(printed))
        self.assertRegex(printed[-1], r"^\d+ passed, 0 failed")


if __name__ == "__main__":
    site_test.main()
