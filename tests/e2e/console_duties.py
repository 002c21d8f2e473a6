"""The console as administrators, the security officer, the auditor and inspectors use it: in a real browser against a real server."""

import shutil

import console_office
import site_test

OUT = site_test.ROOT / "build" / "console-duties"
ACCOUNTS = ("admin", "security", "audit", "inspector")


class ConsoleDuties(site_test.SiteTest):

    def test_duties(self):
        for account in ACCOUNTS:
            self.console(account)
        console_office.run_journeys(self, "duty_journeys.mjs", OUT)


if __name__ == "__main__":
    site_test.main()
