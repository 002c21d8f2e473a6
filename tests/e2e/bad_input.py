"""Bad input is normal: what is wrong is said in words, nothing is changed, nothing is lost, and nobody is greeted for nothing."""

import pathlib
import shlex
import sqlite3
import subprocess

import site_test
from small_site import wait_for

FONT_FOLDERS = ("/usr/share/fonts/opentype", "/usr/share/fonts/noto-cjk", "/usr/share/fonts/google-noto-cjk",
                "/usr/share/fonts/truetype/noto")


class BadInput(site_test.SiteTest):

    def refused(self, command, *words):
        """The command ends with an error that has all these words."""
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
                              env={**site_test.small_site.os.environ, **self.kiosk.environment})
        self.assertNotEqual(done.returncode, 0, done.stdout)
        for word in words:
            self.assertIn(word, done.stderr)

    def test_configuration_names_file_line_and_key(self):
        for part, command in ((self.kiosk, [self.kiosk.program, "--config"]),
                              (self.server, [self.server.program, "run", "--config"])):
            good = part.config.read_text()
            wrong = part.folder / "wrong.conf"
            line = len(good.splitlines()) + 1
            wrong.write_text(good + "colour = 5;\n")
            self.refused([*command, wrong], f"{wrong}:{line}", "colour")
            wrong.write_text(good + "colour = ;\n")
            self.refused([*command, wrong], f"{wrong}:{line}")
        wrong = self.server.folder / "wrong.conf"
        wrong.write_text("port = 70000;\n")
        self.refused([self.server.program, "run", "--config", wrong], f"{wrong}:1", "port", "70000")
        wrong.write_text('port = "many";\n')
        self.refused([self.server.program, "run", "--config", wrong], f"{wrong}:1", "port")

    def test_a_newer_database_is_refused_and_untouched(self):
        self.kiosk.start()
        self.kiosk.stop()
        self.server.stop()
        databases = [self.server.folder / "shoushi.db", *sorted((self.kiosk.folder / "data").glob("*.db"))]
        self.assertGreaterEqual(len(databases), 3)
        for database in databases:
            with self.subTest(database=database.name):
                self.refuse_newer(database)

    def refuse_newer(self, database):
        copy = database.read_bytes()
        connection = sqlite3.connect(database)
        self.make_newer(connection)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        newer = database.read_bytes()
        if database.parent == self.server.folder:
            self.refused([self.server.program, "run", "--config", self.server.config], "newer", str(database))
        else:
            self.refused([self.kiosk.program, "--config", self.kiosk.config], "newer", str(database))
        self.assertEqual(database.read_bytes(), newer)
        for rest in ("-wal", "-shm"):
            pathlib.Path(f"{database}{rest}").unlink(missing_ok=True)
        database.write_bytes(copy)

    def make_newer(self, connection):
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version:
            connection.execute(f"PRAGMA user_version = {version + 1000}")
        else:
            table = next(table for table in tables if "schema" in table or "migration" in table)
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            connection.execute(f"UPDATE {table} SET version = version + 1000")
            self.assertIn("version", columns)
        connection.commit()

    def test_cards_that_are_none_greet_nobody(self):
        self.kiosk.start()
        self.kiosk.wait_online()
        self.assertEqual(self.kiosk.tap("4294967295")["answer"], "unknown_card")
        self.assertEqual(self.kiosk.tap("00123")["answer"], "unreadable")
        self.assertEqual(self.kiosk.tap("9999999999")["answer"], "unreadable")  # more than four bytes hold
        self.assertEqual(self.kiosk.tap("1" * 60)["answer"], "unreadable")
        result = self.kiosk.state()["result"]
        self.assertEqual((result["name"], result["unit"]), ("", ""))
        console = self.console()
        wait_for("four records", lambda: len(self.taps(console)) == 4)
        self.assertEqual([tap["card"] for tap in self.taps(console)], ["unknown"] + ["malformed"] * 3)

    def test_a_reader_pulled_out_in_the_middle_of_a_number_is_no_card(self):
        self.kiosk.start()
        self.kiosk.wait_online()
        number = self.cards[20][0]
        self.kiosk.expect(self.kiosk.reader.ask(f"type {number[:6]}"))
        self.kiosk.expect(self.kiosk.reader.ask("unplug"))
        wait_for("the reader's absence on screen", lambda: self.kiosk.state()["reader"] != "well")
        self.assertEqual(self.kiosk.state()["taps"], 0)
        self.kiosk.plug()
        self.assertEqual(self.kiosk.tap(number)["name"], self.cards[20][1])

    def test_a_revoked_card_is_recorded_and_greets_nobody(self):
        self.kiosk.start()
        self.kiosk.wait_online()
        self.assertEqual(self.kiosk.tap(self.cards[30][0])["name"], self.cards[30][1])
        console = self.console()
        wait_for("the tap on the server", lambda: len(self.taps(console)) == 1)
        token = self.token_of_last_tap()
        known = self.kiosk.state()["roster_revision"]
        status, _, answer = self.console(site_test.ADMINISTRATOR).call("POST", "/api/v1/import", {"documents": [
            {"kind": "card", "id": token, "value": {"staff": "s0031", "state": "revoked"}}]})
        self.assertEqual(status, 200, answer)
        self.kiosk.wait_roster(known)
        self.assertEqual(self.kiosk.tap(self.cards[30][0])["answer"], "revoked_card")

    def token_of_last_tap(self):
        with sqlite3.connect(f"file:{self.kiosk.folder}/data/records.db?mode=ro", uri=True) as records:
            tables = [row[0] for row in records.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            self.assertIn("record", tables)
            line = records.execute("SELECT line FROM record ORDER BY rowid DESC LIMIT 1").fetchone()[0]
        text = line if isinstance(line, str) else line.decode()
        return site_test.small_site.json.loads(text)["token"]

    def enrol_on_own_disk(self, size):
        """The kiosk's data on a file system of its own; returns its folder."""
        data = self.kiosk.folder / "data"
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", data], capture_output=True)
        if mounted.returncode != 0:
            self.skipTest("needs the right to mount a small file system")
        self.addCleanup(subprocess.run, ["umount", data], check=True)
        self.addCleanup(self.kiosk.stop)
        self.kiosk.enrol(self.server.url, self.enrol_code("小盘"))
        return data

    def test_a_read_only_disk_is_said_until_it_can_be_written_again(self):
        data = self.enrol_on_own_disk("64m")
        subprocess.run(["mount", "-o", "remount,ro", data], check=True)
        self.kiosk.start_anyhow()
        state = self.kiosk.state()
        self.assertEqual((state["screen"], state["result"]["headline"]), ("not_recorded", "未记录"))
        subprocess.run(["mount", "-o", "remount,rw", data], check=True)
        wait_for("the kiosk to go on", lambda: self.kiosk.has_left("not_recorded"))
        self.kiosk.plug()
        self.kiosk.wait_online()
        self.assertEqual(self.kiosk.tap(self.cards[21][0])["name"], self.cards[21][1])

    def damage(self, name, table):
        """The first page of the table is no page any more."""
        path = self.kiosk.folder / "data" / f"{name}.db"
        with sqlite3.connect(path) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            page = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0]
        database.close()
        for beside in ("-wal", "-shm"):
            pathlib.Path(f"{path}{beside}").unlink(missing_ok=True)
        with open(path, "r+b") as file:
            file.seek((page - 1) * 4096)
            file.write(b"\xee")

    def test_damaged_pages_keep_no_kiosk_from_starting(self):
        data = self.kiosk.folder / "data"
        self.kiosk.start()
        self.kiosk.wait_online()
        self.kiosk.tap(self.cards[23][0])
        for index, (name, table) in enumerate([("roster", "sealed"), ("sync", "journal"), ("records", "record")]):
            with self.subTest(database=name):
                self.kiosk.stop()
                self.damage(name, table)
                self.kiosk.start()
                self.kiosk.wait_online()
                self.wait_known(self.cards[24 + index])
                self.assertEqual(len(list(data.glob(f"{name}-damaged-*Z.db"))), 1)

    def wait_known(self, card):
        wait_for("the roster to be told again", lambda: self.kiosk.tap(card[0])["name"] == card[1])

    def test_what_cannot_be_opened_is_said_until_it_can(self):
        note = self.kiosk.folder / "data" / "roster.set-aside"
        note.write_text("../no name of ours")
        self.kiosk.start_anyhow()
        self.assertEqual(self.kiosk.state()["screen"], "not_recorded")
        note.unlink()
        wait_for("the kiosk to go on", lambda: self.kiosk.has_left("not_recorded"))

    def unrecorded(self):
        """Whether the server has that fault of a kiosk; None where it never had."""
        with sqlite3.connect(f"file:{self.server.database}?mode=ro", uri=True) as database:
            row = database.execute("SELECT state FROM kiosk_fault WHERE fault = 'unrecorded'").fetchone()
        return row and row[0]

    def test_a_full_disk_is_said_and_greets_nobody(self):
        data = self.enrol_on_own_disk("64m")
        self.kiosk.start()
        self.kiosk.wait_online()
        self.assertEqual(self.kiosk.tap(self.cards[21][0])["name"], self.cards[21][1])
        filler = data / "filler"
        with open(filler, "wb", buffering=0) as full:
            try:
                while True:
                    full.write(bytes(4096))
            except OSError:
                pass
        said = None
        for index in range(22, 60):
            said = self.kiosk.tap(self.cards[index][0])
            if said["answer"] == "not_recorded":
                break
        self.assertEqual(said["answer"], "not_recorded", "the disk never became full")
        self.assertEqual((said["name"], said["unit"]), ("", ""))
        self.assertEqual(self.kiosk.state()["records"], "records_failed")
        wait_for("the server to hear of it", self.unrecorded)
        filler.unlink()
        wait_for("the door to open without a tap", lambda: self.kiosk.state()["records"] == "well")
        wait_for("the server to hear of that", lambda: self.unrecorded() == "closed")
        said = self.kiosk.tap(self.cards[60][0])
        self.assertEqual(said["name"], self.cards[60][1], said)

    def without_fonts(self, *command):
        """The command where no folder that the fonts are usually in has anything in it."""
        hidden = [place for place in FONT_FOLDERS if pathlib.Path(place).is_dir()]
        script = " && ".join(f"mount -t tmpfs tmpfs {place}" for place in hidden) + ' && exec "$@"'
        return ["unshare", "--mount", "sh", "-c", script, "sh", *command]

    def test_a_kiosk_without_its_font_says_so_and_records_all_the_same(self):
        if subprocess.run(self.without_fonts("true"), capture_output=True).returncode != 0:
            self.skipTest("needs the right to hide a folder from a program")
        self.refused(self.without_fonts(self.kiosk.program, "--check", "--config", self.kiosk.config), "fonts-noto-cjk")
        program = self.kiosk.folder / "kiosk-without-fonts"
        program.write_text("#!/bin/sh\nexec " + " ".join(shlex.quote(str(word)) for word in self.without_fonts(self.kiosk.program))
                           + ' "$@"\n')
        program.chmod(0o755)
        self.kiosk.program = program
        self.kiosk.start()
        self.kiosk.wait_online()
        self.kiosk.screenshot(self.kiosk.folder / "idle.png")
        self.assertEqual(self.kiosk.tap(self.cards[21][0])["name"], self.cards[21][1])
        self.kiosk.screenshot(self.kiosk.folder / "result.png")
        self.assertIn("font_missing", (self.kiosk.folder / "kiosk.log").read_text())
        console = self.console()
        wait_for("the tap on the server", lambda: len(self.taps(console)) == 1)


if __name__ == "__main__":
    site_test.main()
