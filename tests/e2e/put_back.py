"""The server's database is put back from an older backup: the kiosk sends the records that it lacks once more, and does not
take its new revisions for the old ones with the same numbers."""

import pathlib
import sqlite3

import site_test
import small_site  # found by site_test
from small_site import wait_for

OLD, NEW = (20, 21), (30, 31, 32)  # cards: lost before the database is put back, and after


class PutBack(site_test.SiteTest):

    def setUp(self):
        super().setUp()
        self.desk = self.console(site_test.ADMINISTRATOR)
        self.kiosk.start()
        self.kiosk.wait_online()

    def at_kiosk(self, database, question):
        with sqlite3.connect(f"file:{self.kiosk.folder}/data/{database}?mode=ro", uri=True) as connection:
            return connection.execute(question).fetchone()

    def acknowledged(self):
        return self.at_kiosk("sync.db", "SELECT acknowledged_seq, head_seq FROM journal")

    def tap(self, first, last):
        for number in range(first, last + 1):
            self.kiosk.tap(self.cards[number][0])
        wait_for(f"line {last} to be answered for", lambda: self.acknowledged() == (last, last))

    def back_up(self):
        self.backup = pathlib.Path(self.folder.name) / "county.backup"
        self.server.command("backup", str(self.backup))

    def put_back(self):
        """Another database behind the same address and the same secrets."""
        self.server.stop()
        self.server = small_site.Server(site_test.binaries(), self.server.folder.parent / "restored", port=self.server.port,
                                        database=site_test.database(self), keys=self.server.keys)
        self.addCleanup(self.server.stop)
        self.server.command("restore", str(self.backup))
        self.server.start()
        self.desk = self.console(site_test.ADMINISTRATOR)

    def test_records_come_again_before_anybody_taps(self):
        self.tap(1, 3)
        self.back_up()
        self.tap(4, 6)
        self.put_back()
        console = self.console()
        wait_for("the lines that it lacks", lambda: len(self.taps(console)) == 6, 120)
        self.tap(7, 8)
        self.assertEqual(len(self.taps(console)), 8)
        self.assertEqual(self.at_kiosk("sync.db", "SELECT count(*) FROM quarantine"), (0,))
        self.server.command("verify")

    def lose(self, cards):
        for number in cards:
            status, _, data = self.desk.call("POST", f"/api/v1/cards/{self.card_ids[number]}/revoke",
                                             {"reason": "lost", "comment": "两处门禁都找过"})
            self.assertEqual(status, 200, data)

    def revision(self):
        return self.at_kiosk("roster.db", "SELECT revision FROM progress")[0]

    def test_the_roster_is_told_anew(self):
        cards = self.desk.get("/api/v1/cards?limit=500")
        cards = next(iter(value for value in cards.values() if isinstance(value, list)))
        held = {card["staff"]: card["id"] for card in cards}
        self.card_ids = {number: held[f"s{number:04}"] for number in OLD + NEW}
        self.back_up()
        known = self.revision()
        self.lose(OLD)
        wait_for("the kiosk to know of it", lambda: self.revision() == known + 2)
        self.kiosk.stop()
        self.put_back()
        self.lose(NEW)  # more revisions than went: the kiosk's own has been given out again
        self.kiosk.start()
        self.kiosk.wait_online()
        wait_for("the kiosk to know of these", lambda: self.revision() == known + 3, 120)
        said = {number: self.kiosk.tap(self.cards[number - 1][0])["answer"] for number in OLD + NEW}
        self.assertEqual([number for number in said if said[number] == "revoked_card"], list(NEW), said)


if __name__ == "__main__":
    site_test.main()
