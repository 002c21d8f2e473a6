"""The console as organizers, clerks and everybody use it: in a real browser against a real server with the sample county."""

import datetime
import json
import shutil
import subprocess
import zoneinfo

import site_test

OUT = site_test.ROOT / "build" / "console-office"
PEOPLE = {
    "host": ("会议组织人", "s0031", [{"role": "organizer"}, {"role": "staff"}]),
    "host2": ("办公室组织人", "s0002", [{"role": "organizer"}]),
    "clerk": ("考勤员", "s0030", [{"role": "clerk", "unit": "u02"}, {"role": "staff"}]),
    "me": ("职工", "s0007", [{"role": "staff"}]),
}


def run_journeys(test, script, out):
    """Runs a script of tests/console against the test's server; its pictures go to out. Returns what it printed."""
    for program in ("node", "chromium"):
        if not shutil.which(program):
            test.skipTest(f"{program} is not installed")
    shutil.rmtree(out, ignore_errors=True)
    done = subprocess.run(
        ["node", site_test.ROOT / "tests/console" / script, "--base-url", test.server.url,
         "--password", site_test.PASSWORD, "--out", out],
        cwd=site_test.ROOT / "server/console", stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=2300)
    test.assertEqual(done.returncode, 0, done.stdout + done.stderr)
    test.assertRegex(done.stdout.splitlines()[-1], r"^\d+ passed, 0 failed")
    return done.stdout


class ConsoleOffice(site_test.SiteTest):

    def add_accounts(self):
        security = self.console("security")
        for account, (name, staff, roles) in PEOPLE.items():
            status, _, data = security.call("POST", "/api/v1/accounts",
                                            {"account": account, "name": name, "staff": staff, "roles": roles})
            self.assertEqual(status, 201, data)
            self.passwords[account] = json.loads(data)["one_time_password"]
            self.console(account)

    def hold_meeting(self):
        """One that has just begun."""
        start = datetime.datetime.now(zoneinfo.ZoneInfo("Asia/Shanghai")) - datetime.timedelta(minutes=1)
        body = {"title": "安全生产例会", "start": f"{start:%Y-%m-%dT%H:%M:00}", "end": f"{start + datetime.timedelta(hours=1):%Y-%m-%dT%H:%M:00}",
                "attendees": [{"staff": staff, "role": "required"} for staff in ("s0007", "s0030", "s0031")]}
        status, _, data = self.console("host").call("POST", "/api/v1/meetings", body)
        self.assertEqual(status, 201, data)

    def open_the_month(self):
        """So that a unit may hand in its month on nearly every day of it."""
        status, _, data = self.console("admin").call("PATCH", "/api/v1/office-policy", {"submission_open_days": 28})
        self.assertEqual(status, 200, data)

    def test_organizers_clerks_and_everybody(self):
        self.open_the_month()
        self.add_accounts()
        self.hold_meeting()
        run_journeys(self, "office_journeys.mjs", OUT)


if __name__ == "__main__":
    site_test.main()
