"""One card's way from a USB reader to a line in the month report, and through every interruption on it: each tap is there exactly
once, with the time of the tap."""

import signal

import site_test
from small_site import wait_for


def person_by_card(cards, number):
    return next(card for card in cards if card[0] == number)


class TapToReport(site_test.SiteTest):

    def expect_taps(self, console, made):
        """Each made tap (id of staff, moment shown) is listed once and nothing else is."""
        wait_for(f"{len(made)} taps on the server", lambda: len(self.taps(console)) >= len(made))
        listed = self.taps(console)
        self.assertEqual([(tap["name"], tap["at"][:19]) for tap in listed],
                         [(name, at[:19]) for name, at in made])
        self.assertEqual(len({tap["id"] for tap in listed}), len(made))

    def tap(self, index, made):
        number, name, unit = self.cards[index]
        result = self.kiosk.tap(number)
        self.assertEqual((result["name"], result["unit"]), (name, unit))
        made.append((name, result["at"]))
        return result

    def test_a_tap_is_shown_and_reported(self):
        self.kiosk.start()
        self.kiosk.wait_online()
        console = self.console()
        month = console.get("/api/v1/reports/months")["months"][0]
        before = console.get(f"/api/v1/reports/months/{month}")
        made = []
        # Two units began 25 minutes before the others; whoever of them is not here yet and not away is late now.
        here = {tap["staff"] for tap in console.get("/api/v1/taps?limit=1000")["taps"]}
        today = [day for day in self.days(console) if day["status"] == "pending"]
        missing = [day["staff"] for day in today if day["staff"] not in here and "s0149" <= day["staff"] <= "s0196"]
        self.assertTrue(missing, "everybody of the two units is here already")
        result = self.tap(int(missing[0][1:]) - 1, made)
        self.assertEqual(result["answer"], "late")
        self.expect_taps(console, made)
        after = console.get(f"/api/v1/reports/months/{month}")
        line_before, line = (self.line(report, missing[0]) for report in (before, after))
        self.assertEqual(line["late"], line_before["late"] + 1)
        self.assertEqual(after["county"]["checks_due"], before["county"]["checks_due"] + 1)
        day = next(day for day in self.days(console) if day["staff"] == missing[0])
        self.assertEqual(day["in"], "late")
        self.assertEqual(day["reason"]["check_in"]["at"][:19], made[0][1][:19])

    def days(self, console):
        today = console.get("/api/v1/taps?limit=1")["date"]
        return console.get(f"/api/v1/reports/days?from={today}&to={today}")["days"]

    @staticmethod
    def line(report, staff):
        return next(one for one in report["staff"] if one["staff"] == staff)

    def test_cards_of_a_recorded_reader(self):
        self.kiosk.start()
        self.kiosk.wait_online()
        console = self.console()
        self.kiosk.expect(self.kiosk.reader.ask("unplug"))
        self.kiosk.expect(self.kiosk.reader.ask(f"play {site_test.ROOT}/tests/recordings/sycreader-decimal10"))
        wait_for("three taps", lambda: self.kiosk.state()["taps"] == 3)
        wait_for("three taps on the server", lambda: len(self.taps(console)) == 3)
        first, second = person_by_card(self.cards, "0008422974"), person_by_card(self.cards, "0012345678")
        self.assertEqual([tap["name"] for tap in self.taps(console)], [first[1], second[1], first[1]])

    def test_no_tap_is_lost_or_doubled_when_things_break(self):
        self.kiosk.start()
        self.kiosk.wait_online()
        console = self.console()
        made = []
        self.tap(10, made)
        self.expect_taps(console, made)
        self.assertNotEqual(self.server.stop(signal.SIGKILL), 0)
        for index in (11, 12, 13):
            self.tap(index, made)
        self.kiosk.stop(signal.SIGKILL)
        self.kiosk.start()
        for index in (14, 15):
            self.tap(index, made)
        self.server.start()
        self.expect_taps(console, made)
        # Both once more, in the other order, with everything quiet.
        self.kiosk.stop()
        self.server.stop()
        self.server.start()
        self.kiosk.start()
        self.tap(16, made)
        self.expect_taps(console, made)

    def test_the_workbook_is_a_workbook(self):
        console = self.console()
        month = console.get("/api/v1/reports/months")["months"][0]
        status, headers, data = console.call("GET", f"/api/v1/reports/months/{month}.xlsx")
        self.assertEqual(status, 200)
        self.assertEqual(data[:2], b"PK")
        self.assertIn("attachment", headers["Content-Disposition"])


if __name__ == "__main__":
    site_test.main()
