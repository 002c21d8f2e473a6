"""The service page behind a keeper's card and PIN, and a photograph beside the name: a real server, a real kiosk."""

import base64
import http.client
import json
import pathlib
import time

import site_test
from small_site import wait_for

PIN = "480215"
# A grey PNG of 120 × 150 pixels.
PHOTO = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAHgAAACWCAAAAAAwQRP8AAAAWElEQVR42u3NAQkAAAwDoEVf9MU4HC1geiRisVgsFovFYrFYLBaLxWKxWCwWi8"
    "VisVgsFovFYrFYLBaLxWKxWCwWi8VisVgsFovFYrFYLBaLxWKxWCz+Hw9JGioOjqLZtwAAAABJRU5ErkJggg==")


class KioskKeeper(site_test.SiteTest):
    """A keeper with their card and PIN, and the way to the page."""

    def staff_of(self, console, name):
        return next(person["id"] for person in console.get("/api/v1/staff?limit=500")["items"] if person["name"] == name)

    def make_keeper(self, console, card):
        staff = self.staff_of(console, card[1])
        status, _, data = console.call("POST", "/api/v1/keepers", {"staff": staff, "pin": PIN})
        self.assertEqual(status, 201, data)
        return staff

    def service(self):
        return self.kiosk.state()["service"]

    def ask_for_card(self):
        self.kiosk.expect(self.kiosk.control.ask("touch lights"))  # and the finger stays there
        wait_for("the page to ask for a card", lambda: self.kiosk.state()["screen"] == "service_card")

    def hold_up(self, number):
        self.kiosk.expect(self.kiosk.reader.ask(f"card {number}"))

    def type_pin(self, pin):
        for digit in pin:
            self.kiosk.expect(self.kiosk.control.ask(f"touch service digit {digit}"))
        self.kiosk.expect(self.kiosk.control.ask("touch service enter"))

    def enter(self, card):
        self.ask_for_card()
        self.hold_up(card[0])
        wait_for("the PIN to be asked for", lambda: self.kiosk.state()["screen"] == "service_pin")
        self.type_pin(PIN)
        wait_for("the page", lambda: self.kiosk.state()["screen"] == "service_state")

    def start_with_keeper(self):
        console = self.console(site_test.ADMINISTRATOR)
        keeper, other = self.cards[0], self.cards[1]
        self.export = pathlib.Path(self.folder.name) / "stick"
        self.kiosk.config.write_text(self.kiosk.config.read_text() + f'service = {{ export = "{self.export}"; }};\n')
        staff = self.make_keeper(console, keeper)
        self.kiosk.start()
        self.kiosk.wait_online()
        return console, keeper, other, staff


class KioskService(KioskKeeper):

    def test_a_keeper_looks_after_the_kiosk(self):
        _, keeper, other, staff = self.start_with_keeper()
        self.ask_for_card()
        self.hold_up(other[0])  # anybody's: recorded, and refused
        wait_for("the card to be refused", lambda: self.service()["step"] == "refused")
        self.kiosk.expect(self.kiosk.control.ask("touch cancel"))
        self.ask_for_card()
        self.hold_up(keeper[0])
        wait_for("the PIN to be asked for", lambda: self.service()["step"] == "pin")
        self.type_pin("999111")
        wait_for("the wrong PIN to be said", lambda: self.service()["tries_left"] == 4 and self.service()["step"] == "pin")
        self.type_pin(PIN)
        wait_for("the page", lambda: self.kiosk.state()["screen"] == "service_state")
        self.assertEqual(self.service()["staff"], staff)
        wait_for("everything to be sent", lambda: self.service()["backlog"] == 0)
        self.assertEqual(self.kiosk.tap(self.cards[2][0])["name"], self.cards[2][1])  # a tap like any other
        wait_for("the page to come back", lambda: self.kiosk.state()["screen"] == "service_state")
        self.try_network()
        self.change_settings()
        self.take_the_log()
        self.kiosk.expect(self.kiosk.control.ask("touch cancel"))
        self.assertIsNone(self.service())

    def try_network(self):
        self.kiosk.touch("service page network", "service_network")
        self.kiosk.expect(self.kiosk.control.ask("touch service try_network"))
        wait_for("the network test", lambda: not self.service()["testing"])
        self.assertEqual(self.service()["network"], "")

    def change_settings(self):
        self.kiosk.touch("service page settings", "service_settings")
        for what in ("darker", "darker", "english"):
            self.kiosk.expect(self.kiosk.control.ask(f"touch service {what}"))
        self.assertEqual((self.service()["brightness"], self.kiosk.state()["language"]), (80, "en"))
        kept = json.loads((self.kiosk.folder / "data/settings.json").read_text())
        self.assertEqual((kept["brightness_percent"], kept["language"], kept["wrong_pins"]), (80, "en", 0))

    def take_the_log(self):
        self.kiosk.touch("service page export", "service_export")
        self.kiosk.expect(self.kiosk.control.ask("touch service export"))
        wait_for("no stick to be found", lambda: self.service()["export"] == "no_stick")
        self.export.mkdir()
        self.kiosk.expect(self.kiosk.control.ask("touch service export"))
        wait_for("the log to be written", lambda: self.service()["export"] == "done")
        folder = self.export / self.service()["folder"]
        files = {path.name: path.read_text() for path in folder.iterdir()}
        self.assertLessEqual({"kiosk.log", "state.txt", "reader-events.txt"}, set(files))
        self.assertIn("event=kiosk_up", files["kiosk.log"])
        self.assertIn("event=service_pin", files["kiosk.log"])
        self.assertIn("clock: synced", files["state.txt"])
        for card in self.cards[:3]:
            self.assertNotIn(card[0], "".join(files.values()))
        self.assertNotIn(PIN, "".join(files.values()))

    def test_wrong_pins_lock_it_also_over_a_restart(self):
        _, keeper, _, _ = self.start_with_keeper()
        self.ask_for_card()
        self.hold_up(keeper[0])
        wait_for("the PIN to be asked for", lambda: self.service()["step"] == "pin")
        for tries_left in (4, 3, 2, 1):
            self.type_pin("999111")
            wait_for("the wrong PIN to be said", lambda: self.service()["tries_left"] == tries_left and self.service()["step"] == "pin")
        self.type_pin("999111")
        wait_for("it to be locked", lambda: self.service()["step"] == "refused")
        self.kiosk.stop()
        self.kiosk.start()
        self.kiosk.wait_online()
        self.ask_for_card()
        self.hold_up(keeper[0])
        wait_for("it to be locked still", lambda: self.service()["step"] == "refused")

    def test_a_photograph_stands_beside_the_name(self):
        console, keeper, other, staff = self.start_with_keeper()
        self.assertFalse(self.show(keeper)["portrait"])
        self.put_photo(console, staff, PHOTO)
        deadline = time.monotonic() + 60
        while not self.show(keeper)["portrait"]:
            self.assertLess(time.monotonic(), deadline, "the photograph never came")
        self.assertFalse(self.show(other)["portrait"])
        self.server.stop()
        self.assertTrue(self.show(keeper)["portrait"])  # it is the kiosk's own now
        data = b"".join(path.read_bytes() for path in (self.kiosk.folder / "data").glob("roster.db*"))
        self.assertNotIn(b"JFIF", data)  # sealed

    def show(self, card):
        taps = self.kiosk.state()["taps"]
        self.hold_up(card[0])
        wait_for("the tap", lambda: self.kiosk.state()["taps"] > taps)
        return self.kiosk.state()

    def put_photo(self, console, staff, data):
        connection = http.client.HTTPConnection(console.host, timeout=60)
        connection.request("PUT", f"/api/v1/staff/{staff}/photo", data,
                           {"Cookie": console.cookie, "Shoushi-CSRF": console.csrf, "Content-Type": "image/png"})
        answer = connection.getresponse()
        self.assertEqual(answer.status, 200, answer.read())
        connection.close()


if __name__ == "__main__":
    site_test.main()
