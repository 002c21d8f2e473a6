"""SIGKILL at a random moment while people tap, again and again on the same kiosk, with its server: whoever was greeted is
recorded, nobody is recorded twice, and the server has each tap once at the end."""

import hashlib
import hmac
import json
import os
import pathlib
import random
import signal
import sqlite3
import threading
import time

import site_test
from small_site import Failure, Program, wait_for

KILLS = int(os.environ.get("SHOUSHI_TEST_KILLS", "1000"))
ALIVE_MAX_S = 1.2  # from the first card to the kill: start, taps and idling all come in


class KillInTaps(site_test.SiteTest):

    def start(self):
        """Does not wait for anything: the kill may come while it starts."""
        return Program("shoushi-kiosk", [self.kiosk.program, "--config", self.kiosk.config],
                       self.kiosk.folder / "kiosk.log", self.kiosk.environment)

    def taps(self, control):
        """How many results the kiosk has shown, and the last one; None where it does not answer."""
        try:
            state = json.loads(control.ask("state"))
        except (OSError, Failure, ValueError):
            return None
        return state["taps"], state["reader"], state["screen"]

    def tap_until_killed(self, running):
        """Unknown cards, each with a number of its own; a tap counts as greeted once the screen has shown its result."""
        plugged = False
        while running.process.poll() is None:
            before = self.taps(self.kiosk.control)
            try:
                if not before:
                    time.sleep(0.01)
                    continue
                if not plugged:
                    plugged = self.kiosk.reader.ask("plug").startswith("ok")
                    continue
                if before[1] != "well":
                    time.sleep(0.005)
                    continue
                number = self.next_number
                self.next_number += 1
                self.kiosk.reader.ask(f"card {number:010d}")
            except (OSError, Failure):
                continue
            while running.process.poll() is None:
                after = self.taps(self.kiosk.control)
                if after and after[0] > before[0]:
                    if after[2] == "result":
                        self.greeted.add(number)
                    break

    def tokens(self):
        """Token -> number, of all cards that were tapped."""
        key = bytes.fromhex(json.loads((self.kiosk.folder / "data/identity.json").read_text())["site_key"])
        return {hmac.new(key, b"\x04" + number.to_bytes(4, "big"), hashlib.sha256).hexdigest(): number
                for number in range(1, self.next_number)}

    def recorded(self):
        with sqlite3.connect(f"file:{self.kiosk.folder}/data/records.db?mode=ro", uri=True) as database:
            lines = [json.loads(line) for line, in database.execute("SELECT line FROM record ORDER BY id")]
        tokens = self.tokens()
        return [tokens[line["token"]] for line in lines if line["token"] in tokens], lines

    def test_who_was_greeted_is_recorded_and_nobody_twice(self):
        self.next_number = 1
        self.greeted = set()
        chance = random.Random(20261129)
        for kill in range(KILLS):
            running = self.start()
            tapper = threading.Thread(target=self.tap_until_killed, args=(running,))
            tapper.start()
            if chance.random() < 0.9:
                wait_for("the kiosk", lambda: self.taps(self.kiosk.control) or running.process.poll() is not None)
            time.sleep(chance.random() * ALIVE_MAX_S)
            self.assertIsNone(running.process.poll(), running.tail())
            running.stop(signal.SIGKILL)
            tapper.join()
            if kill % 100 == 99:
                self.look(kill + 1)
        self.look(KILLS)
        self.kiosk.start()
        self.kiosk.wait_online()
        numbers, lines = self.recorded()
        wait_for("the records at the server", lambda: self.backlog() == 0, 300)
        self.assertEqual(self.server_lines(), len(lines))

    def look(self, kills):
        numbers, lines = self.recorded()
        lost = self.greeted - set(numbers)
        twice = len(numbers) - len(set(numbers))
        print(f"{kills} kills: {self.next_number - 1} cards, {len(self.greeted)} greeted, {len(lines)} recorded, "
              f"greeted but not recorded {len(lost)}, recorded twice {twice}", flush=True)
        self.assertEqual(lost, set())
        self.assertEqual(twice, 0)
        self.assertEqual({line["epoch"] for line in lines}, {1})  # never set aside
        self.assertEqual([line["seq"] for line in lines], list(range(1, len(lines) + 1)))
        self.assertGreater(len(self.greeted), kills // 4)  # the kills did come while people tapped

    def backlog(self):
        with sqlite3.connect(f"file:{self.kiosk.folder}/data/sync.db?mode=ro", uri=True) as database:
            acknowledged, = database.execute("SELECT acknowledged_seq FROM journal").fetchone()
        return len(self.recorded()[1]) - acknowledged

    def server_lines(self):
        kiosk = json.loads((self.kiosk.folder / "data/identity.json").read_text())["kiosk"]
        with sqlite3.connect(f"file:{self.server.folder}/shoushi.db?mode=ro", uri=True) as database:
            return database.execute("SELECT count(*) FROM record WHERE kiosk = ?", (kiosk,)).fetchone()[0]


if __name__ == "__main__":
    site_test.main()
