"""The console in a real browser against a real server: every page in both languages, and a tap at the door that arrives on the board."""

import shutil
import subprocess

import site_test

OUT = site_test.ROOT / "build" / "console-pages"


class ConsolePages(site_test.SiteTest):

    def test_every_page_in_a_real_browser(self):
        for program in ("node", "chromium"):
            if not shutil.which(program):
                self.skipTest(f"{program} is not installed")
        self.kiosk.start()
        self.kiosk.wait_online()
        shutil.rmtree(OUT, ignore_errors=True)
        browser = subprocess.Popen(
            ["node", site_test.ROOT / "tests/console/run.mjs", "--base-url", self.server.url, "--account",
             site_test.INSPECTOR, "--password", self.passwords[site_test.INSPECTOR], "--new-password", site_test.PASSWORD, "--out", OUT,
             "--expect-tap", "60"],
            cwd=site_test.ROOT / "server/console", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True)
        self.addCleanup(browser.stdout.close)
        self.addCleanup(browser.kill)
        printed = []
        for line in browser.stdout:
            printed.append(line)
            if line.startswith("waiting for a tap"):
                self.kiosk.tap(self.cards[12][0])
        self.assertEqual(browser.wait(60), 0, "".join(printed))
        self.assertRegex(printed[-1], r"^\d+ passed, 0 failed")


if __name__ == "__main__":
    site_test.main()
