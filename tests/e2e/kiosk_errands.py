"""What people do at the screen before or after their card: sitting in for a colleague, reporting back, looking at their
month; with a server that decides meanwhile."""

import datetime
import signal
import time

import site_test
from site_test import small_site

APPROVED, WAITING = 2, 8  # sits in for s0001 with approval; for s0007 on a request that waits
REACHES_S = 2


class KioskErrands(site_test.SiteTest):
    def setUp(self):
        super().setUp()
        self.kiosk.start()
        self.kiosk.wait_online()

    def administrator(self):
        console = small_site.Console(self.server.url)
        password = self.server.passwords["admin"]
        console.log_in("admin", password)
        console.change_password(password, site_test.PASSWORD)
        console.log_in("admin", site_test.PASSWORD)
        return console

    def put(self, console, kind, name, value):
        status, _, answer = console.call("POST", "/api/v1/import",
                                         {"documents": [{"kind": kind, "id": name, "value": value}]})
        self.assertEqual(status, 200, answer)

    def sit_in(self, index):
        """Up to the screen that asks for confirmation; returns what it says that it would be."""
        self.kiosk.touch("substitute", "ask_card")
        self.kiosk.show_card(self.cards[index][0], "choice")
        return self.kiosk.touch("choice 0", "confirm")["would_be"]

    def record_on_server(self, count):
        console = self.console()
        small_site.wait_for("the taps on the server", lambda: len(self.taps(console)) == count)
        return self.taps(console)

    def test_an_approved_substitute_signs_in(self):
        self.assertEqual(self.sit_in(APPROVED), "substituted")
        result = self.kiosk.touch("confirm", "result")["result"]
        self.assertEqual((result["answer"], result["meaning"]), ("substituted", "well"))
        self.assertIn(self.cards[0][1], result["meeting"])
        self.assertEqual(self.record_on_server(1)[0]["verdict"], "substituted")

    def test_an_approval_reaches_who_stands_there_within_two_seconds(self):
        administrator = self.administrator()
        self.assertEqual(self.sit_in(WAITING), "substitute_waiting")
        self.assertEqual(self.kiosk.touch("confirm", "result")["result"]["answer"], "substitute_waiting")
        requested = small_site.local_now().replace(second=0, microsecond=0) - datetime.timedelta(hours=1)
        self.put(administrator, "substitute", "b0002", {
            "meeting": "m0001", "principal": "s0007", "substitute": "s0009", "requested_at": requested.isoformat(),
            "state": "approved"})
        since = time.monotonic()

        def approved():
            result = self.kiosk.state()["result"]
            return result and result["answer"] == "substituted"

        small_site.wait_for("the approval on the screen", approved, REACHES_S)
        print(f"approval on the screen after {time.monotonic() - since:.3f} s")

    def test_who_walks_away_from_a_choice_is_recorded_all_the_same(self):
        self.sit_in(APPROVED)
        taps = self.kiosk.state()["taps"]
        self.kiosk.touch("cancel", "result")
        self.assertEqual(self.kiosk.state()["taps"], taps + 1)
        self.record_on_server(1)

    def test_a_card_held_when_the_kiosk_ends_is_recorded(self):
        self.sit_in(APPROVED)
        self.kiosk.stop()
        self.kiosk.start()
        self.record_on_server(1)

    def test_a_card_held_when_the_kiosk_is_killed_is_recorded_once(self):
        self.sit_in(APPROVED)
        for _ in range(2):
            self.kiosk.stop(signal.SIGKILL)
            self.kiosk.start()
        taps = self.record_on_server(1)
        self.assertNotIn("substitute", taps[0]["verdict"])

    def test_a_colleague_s_tap_does_not_wait_for_a_choice(self):
        self.sit_in(APPROVED)
        self.assertEqual(self.kiosk.tap(self.cards[19][0])["name"], self.cards[19][1])
        small_site.wait_for("the choice to be there again", lambda: self.kiosk.state()["screen"] == "confirm")
        self.assertEqual(self.kiosk.touch("confirm", "result")["result"]["name"], self.cards[APPROVED][1])
        self.record_on_server(2)

    def test_a_principal_is_found_by_first_letters(self):
        self.kiosk.touch("substitute", "ask_card")
        self.kiosk.show_card(self.cards[1][0], "choice")  # nobody asked this one
        everybody = self.kiosk.touch("by_letters", "letters")["choices"]
        self.assertTrue(everybody)
        self.kiosk.control.ask("touch letter x")
        small_site.wait_for("fewer names", lambda: self.kiosk.state()["choices"] != everybody)
        self.kiosk.control.ask("touch erase")
        small_site.wait_for("all names", lambda: self.kiosk.state()["choices"] == everybody)
        self.assertEqual(self.kiosk.touch("choice 0", "confirm")["would_be"], "substitute_unapproved")
        result = self.kiosk.touch("confirm", "result")["result"]
        self.assertEqual((result["answer"], result["meaning"]), ("substitute_unapproved", "refused"))

    def test_the_own_month_is_shown_and_gone(self):
        self.kiosk.touch("month", "ask_card")
        self.kiosk.show_card(self.cards[19][0], "month")
        small_site.wait_for("the month to be gone", lambda: self.kiosk.state()["screen"] == "idle", 17)
        self.record_on_server(1)

    def test_who_is_back_from_leave_says_so(self):
        administrator = self.administrator()
        today = small_site.site_today()
        known = self.kiosk.state()["roster_revision"]
        self.put(administrator, "leave", "l-e2e", {
            "staff": "s0020", "from": f"{today}T00:00:00", "to": f"{today + datetime.timedelta(days=2)}T00:00:00",
            "state": "approved"})
        self.kiosk.wait_roster(known)
        self.assertEqual(self.kiosk.tap(self.cards[19][0])["answer"], "leave")
        self.kiosk.touch("back", "ask_card")
        result = self.kiosk.show_card(self.cards[19][0], "result")["result"]
        self.assertEqual(result["answer"], "back")
        small_site.wait_for("the word on the server", lambda: any(
            tap["verdict"] == "back" for tap in self.taps(self.console())))

        inspector = self.console()

        def leave():
            return inspector.get("/api/v1/leaves/l-e2e")

        small_site.wait_for("the leave to have ended", lambda: leave()["state"] == "returned")
        ended = leave()
        self.assertEqual(ended["to"], ended["returned_at"])
        self.assertEqual(ended["planned_to"], f"{today + datetime.timedelta(days=2)}T00:00:00")
        self.assertEqual(ended["history"][-1]["what"], "returned")

        def not_away():
            self.kiosk.touch("back", "ask_card")
            return self.kiosk.show_card(self.cards[19][0], "result")["result"]["answer"] != "back"

        small_site.wait_for("the door to know that the leave has ended", not_away)


if __name__ == "__main__":
    site_test.main()
