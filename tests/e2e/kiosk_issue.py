"""A keeper issues a card at the kiosk's own page: picks the person, taps the new card, confirms; the server issues it in the
keeper's name. And a kiosk whose reader is gone lets a keeper in by name and PIN, but issues nothing then."""

import json

import kiosk_service
import site_test
from small_site import wait_for

NEW_CARD = "4009988776"  # nobody's
OTHER_CARD = "4009988777"
SECURITY = "security"


class KioskIssue(kiosk_service.KioskKeeper):

    def setUp(self):
        super().setUp()
        self.admin, self.keeper, self.other, self.staff = self.start_with_keeper()

    def give_account(self, role="administrator", unit=None):
        body = {"account": "keeper", "name": "Keeper", "staff": self.staff, "roles": [{"role": role, **({"unit": unit} if unit else {})}]}
        status, _, data = self.console(SECURITY).call("POST", "/api/v1/accounts", body)
        self.assertEqual(status, 201, data)

    def touch(self, what):
        wait_for(f"the touch on {what} to count", lambda: self.kiosk.control.ask(f"touch {what}") == "ok")

    def issuing(self):
        return self.kiosk.state()["issuing"]

    def open_cards(self):
        self.enter(self.keeper)
        self.kiosk.touch("service page cards", "service_cards")
        wait_for("the server to be there", lambda: self.kiosk.state()["network"] == "well")

    def pick(self, name):
        """The person's letters lead to them, or their unit does."""
        self.kiosk.touch("service issue", "letters")
        wait_for("the touch to count", lambda: self.kiosk.control.ask("touch by_unit") == "ok" and self.kiosk.state()["screen"] == "choice")
        unit = self.admin.get(f"/api/v1/staff/{self.staff_of(self.admin, name)}")["unit"]
        self.choose(self.admin.get(f"/api/v1/units/{unit}")["name"])
        self.choose(name)
        wait_for("the card to be asked for", lambda: self.kiosk.state()["screen"] == "issue")
        self.assertEqual(self.issuing()["name"], name)

    def choose(self, title):
        """Looked for page by page; then touched until it is gone, which it may be only a moment after the touch that counted."""
        def found():
            there = title in self.kiosk.state()["choices"]
            if not there:
                self.kiosk.control.ask("touch next")
            return there

        def picked():
            choices = self.kiosk.state()["choices"]
            if title in choices:
                self.kiosk.control.ask(f"touch choice {choices.index(title)}")
            return title not in choices
        wait_for(f"'{title}' to be found", found)
        wait_for(f"'{title}' to be picked", picked)

    def tap_new(self, number):
        taps = self.kiosk.state()["taps"]
        self.hold_up(number)
        wait_for("the card to be taken", lambda: self.kiosk.state()["taps"] > taps)
        wait_for("the page to come back", lambda: self.kiosk.state()["screen"] == "issue")

    def confirm(self):
        """Touched until the server is asked, and no more: once it has answered, the same touch would begin the next card."""
        asked = self.issuing()["asked"]

        def counted():
            if self.issuing()["asked"] > asked:
                return True
            self.kiosk.control.ask("touch confirm")
            return False

        wait_for("the touch to count", counted)
        wait_for("the answer", lambda: self.issuing()["answer"] != "")
        return self.issuing()

    def end_errand(self):
        """A touch that comes too soon after the answer is taken for one that was meant for what stood there before."""
        self.kiosk.touch("cancel", "service_cards")

    def leave_page(self):
        self.end_errand()
        self.touch("cancel")
        self.assertIsNone(self.service())

    def issue(self, name, number, others=0):
        self.pick(name)
        self.tap_new(number)
        word = ("keep", "lost", "revoked")[others]
        wait_for("the choice to count",
                 lambda: self.kiosk.control.ask(f"touch choice {others}") == "ok" and self.issuing()["others"] == word)
        return self.confirm()

    def audit(self, who):
        auditor = self.console("audit")
        return [json.loads(line)["action"] for line in auditor.get(f"/api/v1/audit?who={who}&limit=100")["lines"]]

    def test_a_card_is_issued_and_works_at_once(self):
        self.give_account()
        self.open_cards()
        person = self.cards[5]
        self.assertEqual(self.issue(person[1], NEW_CARD)["answer"], "done")
        self.leave_page()
        wait_for("the new card to be known", lambda: self.kiosk.tap(NEW_CARD)["name"] == person[1])
        self.assertEqual(self.kiosk.tap(person[0])["name"], person[1])  # the old one was kept
        self.assertTrue({"card_issue.make", "card.issue"} <= set(self.audit("keeper")))

    def test_the_old_card_is_taken_back_with_it(self):
        self.give_account()
        self.open_cards()
        person = self.cards[5]
        answer = self.issue(person[1], NEW_CARD, others=1)
        self.assertEqual((answer["answer"], answer["taken_back"]), ("done", 1))
        self.leave_page()
        wait_for("the old card to be no longer good", lambda: self.kiosk.tap(person[0])["answer"] == "revoked_card")
        self.assertIn("card.revoke", self.audit("keeper"))

    def test_what_is_not_allowed_is_said_and_changes_nothing(self):
        self.open_cards()
        person = self.cards[5]
        self.assertEqual(self.issue(person[1], NEW_CARD)["answer"], "account")
        self.give_account("clerk", self.admin.get(f"/api/v1/staff/{self.staff}")["unit"])
        self.end_errand()
        stranger = next(card for card in self.cards if self.unit_of(card[1]) != self.unit_of(self.keeper[1]))
        self.assertEqual(self.issue(stranger[1], NEW_CARD)["answer"], "permission")
        self.end_errand()
        self.pick(self.keeper[1])
        self.tap_new(stranger[0])  # somebody's card is recorded as their tap, and stays theirs
        self.assertTrue(self.issuing()["known"])
        self.assertEqual(self.issuing()["holder"], stranger[1])
        self.assertEqual(self.admin.get("/api/v1/card-issues")["items"], [])

    def unit_of(self, name):
        return self.admin.get(f"/api/v1/staff/{self.staff_of(self.admin, name)}")["unit"]

    def test_without_the_server_nothing_is_half_done(self):
        self.give_account()
        self.open_cards()
        person = self.cards[5]
        self.pick(person[1])
        self.tap_new(NEW_CARD)
        self.server.stop()
        self.assertEqual(self.confirm()["answer"], "no_call")
        self.server.start()
        wait_for("the server to answer", lambda: self.confirm()["answer"] == "done")

    def kiosk_id(self):
        return json.loads((self.kiosk.folder / "data/identity.json").read_text())["kiosk"]

    def test_a_keeper_comes_in_by_name_where_no_card_is_read(self):
        self.give_account()
        self.kiosk.expect(self.kiosk.reader.ask("unplug 1-1"))
        wait_for("the reader to be gone", lambda: self.kiosk.state()["reader"] != "well")
        self.ask_for_card()
        self.kiosk.touch("service by_name", "choice")
        self.assertEqual(self.kiosk.state()["choices"], [self.keeper[1]])
        wait_for("the PIN to be asked for",
                 lambda: self.kiosk.control.ask("touch choice 0") == "ok" and self.kiosk.state()["screen"] == "service_pin")
        self.type_pin("999111")
        wait_for("the wrong PIN to count", lambda: self.service()["tries_left"] == 4 and self.service()["step"] == "pin")
        self.type_pin(kiosk_service.PIN)
        wait_for("the page", lambda: self.kiosk.state()["screen"] == "service_state")
        self.kiosk.touch("service page cards", "service_cards")
        self.kiosk.plug()
        self.assertNotEqual(self.kiosk.control.ask("touch service issue"), "ok")  # who has no card issues none
        self.touch("cancel")
        self.ask_for_card()
        self.assertNotEqual(self.kiosk.control.ask("touch service by_name"), "ok")  # a card can be shown again
        wait_for("the server to have written it down", lambda: "kiosk.open_by_name" in self.audit(self.kiosk_id()))
        log = (self.kiosk.folder / "data/kiosk.log").read_text()
        self.assertIn("event=service_opened by=name", log)

    def test_an_opening_by_name_is_told_after_a_restart_without_the_server(self):
        self.give_account()
        self.kiosk.expect(self.kiosk.reader.ask("unplug 1-1"))
        wait_for("the reader to be gone", lambda: self.kiosk.state()["reader"] != "well")
        self.server.stop()
        self.ask_for_card()
        self.kiosk.touch("service by_name", "choice")
        wait_for("the PIN to be asked for",
                 lambda: self.kiosk.control.ask("touch choice 0") == "ok" and self.kiosk.state()["screen"] == "service_pin")
        self.type_pin(kiosk_service.PIN)
        wait_for("the page", lambda: self.kiosk.state()["screen"] == "service_state")
        kept = self.kiosk.folder / "data/openings.json"
        self.assertEqual(len(json.loads(kept.read_text())["openings"]), 1)
        self.kiosk.stop()
        self.server.start()
        self.kiosk.start()
        wait_for("the server to have written it down", lambda: "kiosk.open_by_name" in self.audit(self.kiosk_id()))
        wait_for("it to be told no more", lambda: json.loads(kept.read_text())["openings"] == [])


if __name__ == "__main__":
    site_test.main()
