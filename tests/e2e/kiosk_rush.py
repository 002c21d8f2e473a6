"""Half past eight: many cards at once, fingers all over the screen, and a second gate. Whatever happens, every card that
was held to the reader is on the disk and on the server, once."""

import random
import time

import site_test
from site_test import small_site

CARDS_AT_ONCE = 10
TOUCHES = 400
TOUCH_WORDS = ["substitute", "month", "back", "whereabouts", "cancel", "go_back", "confirm", "previous", "next",
               "by_unit", "by_letters", "erase", "language", "meeting 0", "choice 0", "choice 1", "letter w", "letter z"]
MINUTES, A_MINUTE = 10, 60


class Rush(site_test.SiteTest):
    def setUp(self):
        super().setUp()
        self.kiosk.start()
        self.kiosk.wait_online()

    def recorded(self, count):
        """The taps on the server once there are so many, and the server has all of the kiosk's."""
        console = self.console()
        small_site.wait_for(f"{count} taps on the server", lambda: len(self.taps(console)) >= count, 60)
        return self.taps(console)

    def hold(self, index):
        self.kiosk.expect(self.kiosk.reader.ask(f"card {self.cards[index][0]}"))

    def test_ten_cards_in_one_second(self):
        began = time.monotonic()
        for index in range(CARDS_AT_ONCE):
            self.hold(index)
        print(f"{CARDS_AT_ONCE} cards held to the reader in {time.monotonic() - began:.2f} s")
        small_site.wait_for("an answer for each", lambda: self.kiosk.state()["taps"] == CARDS_AT_ONCE)
        print(f"all answered after {time.monotonic() - began:.2f} s")
        names = [tap["name"] for tap in self.recorded(CARDS_AT_ONCE)]
        # By their true times: a better comparison of the clocks in between may change places by milliseconds.
        self.assertEqual(sorted(names), sorted(card[1] for card in self.cards[:CARDS_AT_ONCE]))

    def test_a_touch_storm_loses_no_card(self):
        chance = random.Random(829)
        held = 0
        for touch in range(TOUCHES):
            self.kiosk.control.ask(f"touch {chance.choice(TOUCH_WORDS)}")
            if touch % 20 == 10:
                self.hold(20 + held)
                held += 1
        self.kiosk.running.alive()
        # A card that an errand holds is recorded when nobody goes on; here somebody gives up at once.
        small_site.wait_for("the screen to come to rest", lambda: self.kiosk.control.ask("touch cancel") and
                            self.kiosk.state()["screen"] in ("idle", "meeting", "result"))
        names = [tap["name"] for tap in self.recorded(held)]
        self.assertEqual(sorted(names), sorted(card[1] for card in self.cards[20:20 + held]))

    def test_who_tapped_at_the_east_gate_is_known_at_the_west_gate(self):
        west = small_site.Kiosk(site_test.binaries(), self.kiosk.folder.parent / "west")
        self.addCleanup(west.stop)
        west.enrol(self.server.url, self.enrol_code("县政府大楼 西门"))
        west.start()
        west.wait_online()
        number, name = self.cards[30][:2]
        first = self.kiosk.tap(number)
        self.assertNotEqual(first["answer"], "same_tap")
        since = time.monotonic()
        second = small_site.wait_for(
            "the west gate to know it",
            lambda: (lambda result: result if result["answer"] == "same_tap" else None)(west.tap(number)), 30)
        print(f"known at the other gate after {time.monotonic() - since:.2f} s")
        self.assertEqual((second["name"], second["meaning"]), (name, "note"))


class TenMinutes(Rush):
    """A card a second for ten minutes; the same colleagues come again and again."""

    test_ten_cards_in_one_second = test_a_touch_storm_loses_no_card = None
    test_who_tapped_at_the_east_gate_is_known_at_the_west_gate = None

    def test_sixty_cards_a_minute_and_none_is_missed(self):
        began = time.monotonic()
        for tap in range(MINUTES * A_MINUTE):
            time.sleep(max(0, began + tap * 60 / A_MINUTE - time.monotonic()))
            self.hold(tap % 200)
        count = MINUTES * A_MINUTE
        small_site.wait_for("an answer for each", lambda: self.kiosk.state()["taps"] == count)
        console = self.console()
        small_site.wait_for("all on the server", lambda: len(self.taps(console)) == count, 120)
        print(f"{count} cards in {time.monotonic() - began:.0f} s, none missed")


if __name__ == "__main__":
    site_test.main()
