"""A card is issued by tapping it: the office asks on the server, the kiosk says whose card it waits for, the next unknown card
becomes that person's and is good at once."""

import json

import site_test
from small_site import wait_for

NEW_CARD = "4009988776"  # nobody's


class KioskCards(site_test.SiteTest):

    def kiosk_name(self):
        return json.loads((self.kiosk.folder / "data/identity.json").read_text())["kiosk"]

    def ask(self, console, staff):
        status, _, data = console.call("POST", "/api/v1/card-issues", {"staff": staff, "kiosk": self.kiosk_name()})
        self.assertEqual(status, 201, data)
        return json.loads(data)["id"]

    def staff(self, console):
        person = console.get("/api/v1/staff?limit=1")
        person = next(iter(value for value in person.values() if isinstance(value, list)))[0]
        return person["id"], person["name"]

    def test_a_tap_makes_the_card_somebodys(self):
        console = self.console(site_test.ADMINISTRATOR)
        staff, name = self.staff(console)
        self.kiosk.start()
        self.kiosk.wait_online()
        issue = self.ask(console, staff)
        wait_for("the kiosk to ask for the card", lambda: self.kiosk.state()["screen"] == "read_card", 120)
        self.assertEqual(self.kiosk.state()["reading"], {"staff": staff, "name": name, "step": "waited"})
        known = self.cards[0]
        self.assertEqual(self.kiosk.tap(known[0])["name"], known[1])  # others are served meanwhile
        wait_for("the result to pass", lambda: self.kiosk.state()["screen"] == "read_card")
        self.kiosk.expect(self.kiosk.reader.ask(f"card {NEW_CARD}"))
        wait_for("the card to be issued", lambda: console.get(f"/api/v1/card-issues/{issue}")["state"] == "done")
        wait_for("the kiosk to say so", lambda: (self.kiosk.state()["reading"] or {}).get("step") in (None, "issued"))
        wait_for("the screen to go on", lambda: self.kiosk.state()["screen"] != "read_card")
        self.assertEqual(self.kiosk.tap(NEW_CARD)["name"], name)

    def test_it_may_be_called_off(self):
        console = self.console(site_test.ADMINISTRATOR)
        staff, _ = self.staff(console)
        self.kiosk.start()
        self.kiosk.wait_online()
        issue = self.ask(console, staff)
        wait_for("the kiosk to ask for the card", lambda: self.kiosk.state()["screen"] == "read_card", 120)
        status, _, data = console.call("POST", f"/api/v1/card-issues/{issue}/cancel", {})
        self.assertEqual(status, 200, data)
        wait_for("the kiosk to forget it", lambda: self.kiosk.state()["screen"] != "read_card")
        self.assertEqual(self.kiosk.tap(NEW_CARD)["name"], "")


if __name__ == "__main__":
    site_test.main()
