"""shoushi-reader as people and programs meet it: every command as a process of its own, on readers in software that are
plugged in, tapped, broken and pulled out at the level of USB transfers."""

import json
import os
import pathlib
import re
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = pathlib.Path(sys.argv[1]) / "shoushi-reader"
RECORDINGS = pathlib.Path(__file__).resolve().parents[1] / "recordings"
WAIT_S = 60
UID = "04A1B2C3D4E5F6"
OF_READER = ["event", "reader", "driver", "vid", "pid"]
OF_CARD = [*OF_READER, "number", "format", "mono_us"]


class Lines:
    """The lines that come from a file descriptor, as they come."""

    def __init__(self, descriptor):
        self.descriptor = descriptor
        self.text = b""

    def next(self):
        """The next line without its end; fails if none comes."""
        until = time.monotonic() + WAIT_S
        while b"\n" not in self.text:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self.descriptor], [], [], left)[0]:
                raise AssertionError(f"no line came, only {self.text!r}")
            data = os.read(self.descriptor, 65536)
            if not data:
                raise AssertionError(f"it ended, after {self.text!r}")
            self.text += data
        line, self.text = self.text.split(b"\n", 1)
        return line.decode()


class Bus:
    """The control socket of a bus in software."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        until = time.monotonic() + WAIT_S
        while self.socket.connect_ex(str(path)) != 0:
            if time.monotonic() > until:
                raise AssertionError("the emulator's socket did not come")
            time.sleep(0.02)
        self.lines = Lines(self.socket.fileno())

    def run(self, command):
        self.socket.sendall((command + "\n").encode())
        answer = self.lines.next()
        if answer != "ok" and not answer.startswith("ok "):
            raise AssertionError(f"{command}: {answer}")
        return answer[3:]


class ReaderTool(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="shoushi-reader-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.processes = 0

    def start(self, *arguments, before=None):
        """The program on a bus in software; what it prints, and the bus."""
        self.processes += 1
        path = self.folder / f"bus{self.processes}.sock"
        command = [str(PROGRAM), *map(str, arguments), "--source", f"emulator:{path}"]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, preexec_fn=before)
        process = self.process
        self.addCleanup(lambda: (process.kill(), process.communicate()))
        self.out = Lines(process.stdout.fileno())
        self.bus = Bus(path)
        self.addCleanup(self.bus.socket.close)

    def end(self, with_signal=signal.SIGTERM):
        """Exit status, and what was still to be read of both outputs."""
        if with_signal:
            self.process.send_signal(with_signal)
        status = self.process.wait(WAIT_S)
        rest = self.out.text + self.process.stdout.read()
        return status, rest.decode(), self.process.stderr.read().decode()

    def expect(self, kind, keys, **fields):
        """The next line is that event with exactly these keys in this order."""
        event = json.loads(self.out.next())
        self.assertEqual(event["event"], kind, event)
        self.assertEqual(list(event), keys, event)
        for key, value in fields.items():
            self.assertEqual(event[key], value, event)
        self.assertIsInstance(event["mono_us"], int)
        return event

    def run_once(self, *arguments):
        return subprocess.run([str(PROGRAM), *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=WAIT_S, check=False)

    def refused(self, status, words, *arguments):
        done = self.run_once(*arguments)
        self.assertEqual(done.returncode, status, (arguments, done))
        self.assertTrue(done.stderr.startswith("shoushi-reader: "), done.stderr)
        self.assertIn(words, done.stderr)

    def test_monitor_json_has_the_form_that_programs_count_on(self):
        """Each line is there as soon as it happened: nothing is asked for before it was read."""
        self.start("monitor", "--json")
        ccid = {"reader": "1-2.3", "driver": "ccid", "vid": "08e6", "pid": "4433"}
        self.bus.run("plug 1-2.3 ccid id=08e6:4433")
        added = self.expect("reader_added", [*OF_READER, "mono_us"], **ccid)
        self.bus.run(f"put {UID}")
        card = self.expect("card", OF_CARD, **ccid, number=UID, format="uid")
        self.bus.run("take")
        left = self.expect("card_removed", OF_CARD, **ccid, number=UID, format="uid")
        self.assertLess(0, added["mono_us"])
        self.assertLess(added["mono_us"], card["mono_us"])
        self.assertLess(card["mono_us"], left["mono_us"])
        self.bus.run("plug 1-1")
        wedge = {"reader": "1-1", "driver": "wedge", "vid": "ffff", "pid": "0035"}
        self.expect("reader_added", [*OF_READER, "mono_us"], **wedge)
        self.bus.run("card 0012345678 1-1")
        self.expect("card", OF_CARD, **wedge, number="00BC614E", format="decimal")
        self.bus.run("card ABC 1-1")
        self.expect("reader_fault", [*OF_READER, "mono_us", "reason"], **wedge)
        self.bus.run("unplug 1-2.3")
        self.expect("reader_removed", [*OF_READER, "mono_us"], **ccid)
        self.assertEqual(self.end(), (0, "", ""))

    def test_signals_end_it_at_any_moment(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(signal=number.name):
                self.start("monitor", "--json")
                self.bus.run("plug 1-1")
                self.bus.run("plug 1-2 ccid")
                self.assertEqual({json.loads(self.out.next())["reader"] for _ in range(2)}, {"1-1", "1-2"})
                self.bus.run(f"put {UID} 1-2")
                self.expect("card", OF_CARD)
                self.bus.run("type 00123 1-1")  # in the middle of a number, with a card on the other
                self.assertEqual(self.end(number), (0, "", ""))

    def test_a_shell_that_ignores_sigint_for_it_does_not_keep_it_running(self):
        self.start("monitor", before=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
        self.assertIn("absent: no card reader is plugged in", self.out.next())
        self.assertEqual(self.end(signal.SIGINT), (0, "", ""))

    def test_for_ends_it_by_itself(self):
        began = time.monotonic()
        done = self.run_once("monitor", "--json", "--for", "1", "--source", f"emulator:{self.folder}/bus")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        self.assertGreaterEqual(time.monotonic() - began, 1)

    def test_it_ends_when_nobody_reads_any_more(self):
        self.start("monitor", "--json")
        self.process.stdout.close()
        self.bus.run("plug 1-1")
        self.assertEqual(self.process.wait(WAIT_S), 1)
        self.assertIn("cannot write to standard output", self.process.stderr.read().decode())

    def test_every_wedge_format(self):
        for options, typed, number, form in (
                ("", "0012345678", "00BC614E", "decimal"),
                ("--byte-order low_first", "0012345678", "4E61BC00", "decimal"),
                ("--format decimal3+5", "01205678", "0C162E", "decimal"),
                ("--format decimal3+5 --byte-order low_first", "01205678", "2E160C", "decimal"),
                ("--format decimal3,5", "012,05678", "0C162E", "decimal"),
                ("--leading-zeros cut", "12345678", "00BC614E", "decimal"),
                ("--format hex16", "E004015012345678", "E004015012345678", "hex"),
                ("--format hex8", "04a1b2c3", "04A1B2C3", "hex"),
                ("--format hex10", "0104A1B2C3", "0104A1B2C3", "hex"),
                ("--format hex14 --byte-order low_first", "F6E5D4C3B2A104", UID, "hex"),
                ("--format hex14 --prefix ; --suffix ?=", f";{UID}?=", UID, "hex")):
            with self.subTest(options=options):
                self.start("monitor", "--json", *options.split())
                self.bus.run("plug")
                self.expect("reader_added", [*OF_READER, "mono_us"])
                self.bus.run(f"card {typed}")
                self.expect("card", OF_CARD, number=number, format=form)
                self.bus.run("card 999999999999999999")
                self.expect("reader_fault", [*OF_READER, "mono_us", "reason"])
                self.bus.run(f"card {typed}")
                self.expect("card", OF_CARD, number=number, format=form)
                self.assertEqual(self.end(), (0, "", ""))

    def test_layouts(self):
        """What the reader types is what its keyboard has there."""
        for layout, typed, number in (("us", "z0012345678", None), ("de", "z0012345678", "00BC614E"),
                                      ("us", "y0012345678", "00BC614E"), ("de", "y0012345678", None)):
            with self.subTest(layout=layout, typed=typed):
                self.start("monitor", "--json", "--layout", layout, "--prefix", "y")
                self.bus.run("plug")
                self.expect("reader_added", [*OF_READER, "mono_us"])
                self.bus.run(f"card {typed}")
                if number:
                    self.expect("card", OF_CARD, number=number)
                else:
                    self.assertIn("prefix", self.expect("reader_fault", [*OF_READER, "mono_us", "reason"])["reason"])
                self.assertEqual(self.end(), (0, "", ""))

    def test_pauses_that_make_another_tap(self):
        """Held or put back within the pause it is one tap; the pauses are the site's."""
        self.start("monitor", "--json", "--again", "60000", "--wedge-again", "60000")
        self.bus.run("plug 1-1")
        self.bus.run("plug 1-2 ccid")
        for _ in range(2):
            self.expect("reader_added", [*OF_READER, "mono_us"])
        for text in ("0000000001", "0000000001", "0000000002"):
            self.bus.run(f"card {text} 1-1")
        for number in ("00000001", "00000002"):
            self.expect("card", OF_CARD, reader="1-1", number=number)
        for uid, in_between in ((UID, True), (UID, False), ("04A1B2C3", True)):
            self.bus.run(f"put {uid} 1-2")
            while "powered" not in self.bus.run("show 1-2"):
                time.sleep(0.01)
            if in_between:
                self.expect("card", OF_CARD, reader="1-2", number=uid)
            self.bus.run("take 1-2")
            if in_between:
                self.expect("card_removed", OF_CARD, reader="1-2", number=uid)
        self.assertEqual(self.end(), (0, "", ""))
        self.start("monitor", "--json", "--again", "0", "--wedge-again", "0")
        self.bus.run("plug 1-1")
        self.expect("reader_added", [*OF_READER, "mono_us"])
        for _ in range(2):
            self.bus.run("card 0000000001")
            self.expect("card", OF_CARD, number="00000001")
        self.assertEqual(self.end(), (0, "", ""))

    def test_descriptors_of_a_stranger(self):
        """Whatever a device says of itself: a fault in words, or nobody's reader; the next one works."""
        ccid = "09 04 00 00 03 0b 00 00 00"
        good = ("36 21 10 01 00 07 02 00 00 00 a0 0f 00 00 a0 0f 00 00 00 00 2a 00 00 90 d0 03 00 00 00 01 00 00 00 00 00 00 "
                "00 00 00 00 ba 04 04 00 0f 01 00 00 00 00 00 00 00 01")
        ends = "07 05 01 02 40 00 00 07 05 82 02 40 00 00"
        keyboard = "09 04 00 00 01 03 01 01 00 09 21 10 01 00 01 22 41 00"
        no_keyboard = "it has no keyboard interface: set it to keyboard mode"
        for id_text, body, words in (
                ("04e6:5790", f"{ccid} {ends}", "a CCID interface without a descriptor"),
                ("04e6:5790", f"{ccid} 09 {good[3:26]} {ends}", "whose descriptor has a wrong length, 9 bytes instead of 54"),
                ("04e6:5790", f"{ccid} {good}", "a CCID interface without two bulk endpoints"),
                ("04e6:5790", f"{ccid} {good} 07 05 80 02 40 00 00", "an endpoint 80 that cannot be"),
                ("04e6:5790", f"{ccid} {good} 07 05 82 02 00 00 00", "an endpoint 82 that cannot be"),
                ("04e6:5790", f"{ccid} {good} ff 05 82 02 40 00 00", "a CCID interface without two bulk endpoints"),
                ("04e6:5790", f"{ccid} {good} 00 00 {ends}", "a CCID interface without two bulk endpoints"),
                ("04e6:5790", f"{ccid} {good.replace('36 21 10 01 00', '36 21 10 01 ff')} {ends}", "256 slots: at most 8 are read"),
                ("04e6:5790", f"{ccid} {good.replace('ba 04 04 00 0f 01', 'ba 04 04 00 05 00')} {ends}",
                 "messages of 5 bytes hold no card's answer"),
                ("04e6:5790", f"{ccid} {good.replace('ba 04 04', 'ba 04 06')} {ends}", "names several levels"),
                ("04e6:5790", f"{ccid.replace('0b 00 00 00', '0b 00 01 00')} {good} {ends}", "a card with a USB plug (ICCD)"),
                ("04e6:5790", "", None), ("04e6:5790", "09 04 00", None), ("ffff:0035", "", no_keyboard),
                ("ffff:0035", keyboard, no_keyboard),
                ("ffff:0035", f"{keyboard.replace('03 01 01', '03 00 00')} 07 05 81 03 08 00 0a",
                 "it does not tell where its keys stand: stalled"),
                ("ffff:0035", f"{keyboard} 07 05 80 03 08 00 0a", no_keyboard),
                ("ffff:0035", f"{keyboard} 07 05 01 03 08 00 0a", no_keyboard),
                ("ffff:0035", f"{keyboard} 07 05 81 03 00 00 0a", no_keyboard),
                ("ffff:0035", f"{keyboard} ff 05 81 03 08 00 0a", no_keyboard)):
            with self.subTest(id=id_text, body=body):
                self.meet_stranger(id_text, body, words)

    def meet_stranger(self, id_text, body, words):
        folder = self.folder / f"stranger{self.processes}"
        folder.mkdir()
        (folder / "recording.txt").write_text(
            f"shoushi-recording 1\nid {id_text}\nname stranger\ndescriptors 12 01 10 01 00 00 00 08 00 00 00 00 00 01 00 00 00 01\n"
            f"descriptors 09 02 ff 00 01 01 00 80 32 {body}\n")
        self.start("monitor", "--json")
        self.bus.run(f"play {folder} 1-3")
        if words:
            self.expect("reader_added", [*OF_READER, "mono_us"], reader="1-3")
            self.assertIn(words, self.expect("reader_fault", [*OF_READER, "mono_us", "reason"], reader="1-3")["reason"])
        self.bus.run("plug 1-1")
        self.expect("reader_added", [*OF_READER, "mono_us"], reader="1-1")
        self.bus.run("card 0012345678 1-1")
        self.expect("card", OF_CARD, number="00BC614E")
        self.assertEqual(self.end(), (0, "", ""))

    def test_what_people_must_mend_is_said_in_words(self):
        """The reason of the fault, for readers that cannot be read as they are, and cards that cannot."""
        self.start("monitor", "--json")
        for reader, words in (("ccid level=tpdu", "the reader works at TPDU level (dwFeatures 000"),
                              ("ccid level=character", "the reader works at character level (dwFeatures 000")):
            self.bus.run(f"plug 1-3 {reader}")
            self.expect("reader_added", [*OF_READER, "mono_us"])
            reason = self.expect("reader_fault", [*OF_READER, "mono_us", "reason"])["reason"]
            self.assertIn(words, reason)
            self.assertIn("only readers that take whole APDUs are supported, as contactless ones do", reason)
            self.bus.run("unplug 1-3")
            self.expect("reader_removed", [*OF_READER, "mono_us"])
        self.bus.run("plug 1-1")
        self.expect("reader_added", [*OF_READER, "mono_us"])
        for typed, words in (("12345", "5 characters where 10 digits are expected"),
                             ("12345abcde", "a character that is no decimal digit"),
                             ("9999999999", "10 digits that stand for more than 4 bytes")):
            self.bus.run(f"card {typed}")
            reason = self.expect("reader_fault", [*OF_READER, "mono_us", "reason"])["reason"]
            self.assertEqual(reason, words)
        self.bus.run("plug 1-2 acr122")
        self.expect("reader_added", [*OF_READER, "mono_us"])
        self.bus.run("put 08A1B2C3 1-2")
        self.assertIn("another number each time", self.expect("reader_fault", [*OF_READER, "mono_us", "reason"])["reason"])
        self.bus.run("take 1-2")
        self.bus.run("put 04A1B2C3 1-2")
        self.expect("card", OF_CARD)
        self.bus.run("put 05A1B2C3 1-2")
        self.bus.run("take 04A1B2C3 1-2")
        self.expect("card_removed", OF_CARD)
        self.assertEqual(self.end()[0], 0)

    def test_lines_for_people(self):
        self.start("monitor")
        self.assertRegex(self.out.next(), r"^\[ *\d+\.\d{6}\] absent: no card reader is plugged in$")
        self.bus.run("plug 1-2 ccid")
        self.assertRegex(self.out.next(), r"\] 1-2 ccid 04e6:5790 added$")
        self.assertRegex(self.out.next(), r"\] 1-2 ccid 04e6:5790 ready$")
        self.bus.run("put 04A1B2C3 kind=classic4k")
        self.assertRegex(self.out.next(), r"\] 1-2 ccid 04e6:5790 card 04A1B2C3 \(uid, MIFARE Classic 4K\)$")
        self.bus.run("unplug")
        self.assertRegex(self.out.next(), r"\] 1-2 ccid 04e6:5790 removed$")
        self.assertRegex(self.out.next(), r"absent: no card reader is plugged in$")
        self.assertEqual(self.end(), (0, "", ""))

    def test_every_kind_of_card(self):
        """Told apart as far as a reader tells it; what has no number of its own is no card."""
        self.start("monitor")
        self.assertIn("absent", self.out.next())
        self.bus.run("plug 1-1 ccid")
        for state in ("added", "ready"):
            self.assertTrue(self.out.next().endswith(state))
        for kind, uid, told in (("classic1k", "04A1B2C3", "MIFARE Classic 1K"),
                                ("classic4k", "04A1B2C3D4E5F6", "MIFARE Classic 4K"),
                                ("ultralight", "04A1B2C3D4E5F7", "MIFARE Ultralight"),
                                ("desfire", "04A1B2C3D4E5F8", "ISO 14443-4"), ("typeb", "A1B2C3D4", "ISO 14443-4"),
                                ("part3", "04A1B2C3D4E5F6070809", "ISO 14443 A"),
                                ("vicinity", "E004010012345678", "ICODE SLI"), ("felica", "0102030405060708", "FeliCa")):
            with self.subTest(kind=kind):
                self.bus.run(f"put {uid} kind={kind}")
                self.assertTrue((line := self.out.next()).endswith(f"card {uid} (uid, {told})"), line)
                self.bus.run("take")
                self.assertTrue(self.out.next().endswith("removed"))
        self.bus.run("put 01020304 kind=contact")
        self.assertIn("unreadable: a card without a number of its own, such as a contact card", self.out.next())
        self.assertEqual(self.end(), (0, "", ""))

    def test_two_cards_at_once_are_said(self):
        self.start("monitor", "--json")
        self.bus.run("plug acr122")
        self.expect("reader_added", [*OF_READER, "mono_us"])
        self.bus.run("fault late=400 on=power")  # both lie there before the first is read
        self.bus.run("put 04A1B2C3")
        self.bus.run("put 05A1B2C3")
        fault = self.expect("reader_fault", [*OF_READER, "mono_us", "reason"])
        self.assertEqual(fault["reason"], "two cards lie on the reader: hold one alone")
        self.assertEqual(self.end(), (0, "", ""))

    def test_list(self):
        done = self.run_once("list", "--source", f"recording:{RECORDINGS / 'ccid-acr122u'}")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        head, reader = done.stdout.splitlines()
        self.assertEqual(head.split(), ["PORT", "ID", "DRIVER", "ACCESS", "NAME"])
        self.assertEqual(reader.split()[:4], ["1-1", "072f:2200", "ccid", "yes"])
        done = self.run_once("list", "--source", f"emulator:{self.folder}/bus")
        self.assertEqual((done.returncode, done.stdout), (0, "no supported card reader is plugged in\n"))

    def test_what_was_recorded_is_replayed(self):
        folder = self.folder / "desk"
        self.start("record", folder, "--json")
        self.bus.run("plug ccid")
        self.expect("reader_added", [*OF_READER, "mono_us"])
        for uid in ("04A1B2C3", UID):
            self.bus.run(f"put {uid}")
            self.expect("card", OF_CARD, number=uid)
            self.bus.run("take")
            self.expect("card_removed", OF_CARD, number=uid)
        status, rest, said = self.end(signal.SIGINT)
        self.assertEqual((status, rest), (0, ""))
        self.assertIn("the numbers of all cards will stand in", said)
        self.assertRegex(said, r"\d+ transfers recorded")
        self.assertIn(f"card {UID}\n", (folder / "expected.txt").read_text())
        done = self.run_once("replay", folder, "--json")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        events = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual([(event["event"], event.get("number")) for event in events],
                         [("reader_added", None), ("card", "04A1B2C3"), ("card_removed", "04A1B2C3"), ("card", UID),
                          ("card_removed", UID)])
        kept = (folder / "recording.txt").read_bytes()
        self.refused(1, "recording.txt: File exists", "record", folder, "--for", "1", "--source",
                     f"emulator:{self.folder}/bus")
        self.assertEqual((folder / "recording.txt").read_bytes(), kept)

    def test_a_recorded_reader_of_the_site_is_a_test_as_it_stands(self):
        """All that the reader was read with stands in expected.txt."""
        folder = self.folder / "door"
        options = ("--ids", "1234:5678", "--format", "hex14", "--byte-order", "low_first", "--prefix", "y;", "--suffix", "=",
                   "--layout", "de", "--inter-key", "900", "--wedge-again", "700", "--again", "300", "--uid-part", "last4",
                   "--feedback", "off")
        self.start("record", folder, "--json", *options)
        self.bus.run("plug 1-1 1234:5678")
        self.expect("reader_added", [*OF_READER, "mono_us"], driver="wedge", vid="1234", pid="5678")
        self.bus.run("card 12345")
        self.expect("reader_fault", [*OF_READER, "mono_us", "reason"])
        self.assertEqual(self.end()[0], 0)
        kept = (folder / "expected.txt").read_text().splitlines()
        for line in ("ids 1234:5678", "format hex14", "byte_order low_first", "prefix y;", "suffix =", "layout de",
                     "inter_key_ms 900", "wedge_again_ms 700", "again_ms 300", "uid_part last4", "feedback off", "malformed"):
            self.assertIn(line, kept)
        self.replay_as_a_test(folder, 0)
        (folder / "expected.txt").write_text("\n".join([*kept, "card 04A1B2C3D4E5F6"]) + "\n")
        self.replay_as_a_test(folder, 1)
        self.refused(1, "1234:5678 is neither a CCID reader nor a keyboard-wedge reader that is known (--ids 1234:5678)",
                     "replay", folder)
        done = self.run_once("replay", folder, "--json", *options)
        self.assertEqual([json.loads(line)["event"] for line in done.stdout.splitlines()], ["reader_added", "reader_fault"])

    def replay_as_a_test(self, folder, status):
        test = PROGRAM.parents[1] / "tests" / "recordings.replay_test"
        done = subprocess.run([test, folder], capture_output=True, text=True, timeout=WAIT_S, check=False)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)

    def test_a_broken_recording_is_named_with_its_line(self):
        folder = self.folder / "broken"
        folder.mkdir()
        good = (RECORDINGS / "ccid-acr122u/recording.txt").read_text().splitlines()
        self.refused(1, f"{folder}/recording.txt: No such file", "replay", folder)
        (folder / "recording.txt").write_text("\n".join([*good[:20], "0.5 bulk 83 xyz -> done"]) + "\n")
        self.refused(1, f"{folder}/recording.txt:21: ", "replay", folder)

    def learn(self, *pairs):
        """Holds each card to both readers; returns the exit status, the lines after the last card, and what was said."""
        self.start("learn")
        self.bus.run("plug 1-1")
        self.bus.run("plug 1-2 ccid")
        for i, (typed, uid) in enumerate(pairs):
            if i > 0:
                self.expect_line("2 formats fit this card: hold another one to both readers.")
                self.bus.run("take 1-2")
            self.bus.run(f"card {typed} 1-1")
            self.expect_line("keyboard-wedge reader: read. Now the same card on the CCID reader.")
            self.bus.run(f"put {uid} 1-2")
            self.expect_line("CCID reader: read.")
        status, rest, said = self.end(with_signal=None)
        return status, rest.splitlines(), said

    def expect_line(self, expected):
        """Waits for that line, past what is told of the readers."""
        while (line := self.out.next()) != expected:
            self.assertRegex(line, "^Hold one card|: ready$")

    def test_learn_finds_the_format(self):
        """One card is enough, unless its bytes read the same from both ends."""
        low_first = 'reader: { format = "decimal10"; byte_order = "low_first"; };'
        for line, *pairs in (
                (low_first, ("0067305985", "01020304")),
                (low_first, ("0016843009", "01010101"), ("0067305985", "01020304")),
                ('reader: { format = "hex14"; byte_order = "low_first"; prefix = ";"; suffix = "!"; };',
                 (";F6E5D4C3B2A104!", UID))):
            with self.subTest(line=line):
                self.assertEqual(self.learn(*pairs), (0, [line], ""))

    def test_learn_says_when_nothing_fits(self):
        status, lines, said = self.learn(("0000000099", "04A1B2C3"))
        self.assertEqual((status, lines), (1, []))
        self.assertIn("no format fits: was it one card on both readers", said)

    def test_learn_names_the_layouts_where_keys_are_none(self):
        self.start("learn", "--layout", "fr")
        self.bus.run("plug 1-1")
        self.bus.run("plug 1-2 ccid")
        self.bus.run("card 0067305985 1-1")  # the keys of digits, which a French keyboard has with Shift alone
        self.expect_line("a key that no card number has")
        self.assertIn("--layout us, de or fr", self.out.next())
        self.assertEqual(self.end()[0], 1)

    def test_learn_ends_without_a_card(self):
        self.start("learn", "--for", "1")
        status, _, said = self.end(with_signal=None)
        self.assertEqual(status, 1)
        self.assertIn("ended before one card was read by both readers", said)

    def test_beep(self):
        self.start("beep")
        self.bus.run("plug acr122")
        while not re.search("beeps [1-9]", self.bus.run("show")):
            time.sleep(0.02)
        self.assertEqual(self.end(with_signal=None), (0, "", ""))
        self.start("beep")
        self.bus.run("plug ccid")
        status, _, said = self.end(with_signal=None)
        self.assertEqual(status, 1)
        self.assertIn("the reader has no buzzer or light that Shoushi knows how to use", said)
        self.start("beep")
        self.bus.run("plug")
        status, _, said = self.end(with_signal=None)
        self.assertEqual(status, 1)
        self.assertIn("a wedge reader has no buzzer or light to be used", said)
        self.start("beep", "1-4")
        status, _, said = self.end(with_signal=None)
        self.assertEqual(status, 1)
        self.assertIn("no card reader is plugged in at 1-4", said)

    def test_light_and_buzzer_as_the_site_wants_them(self):
        """For a card that was read, and for one that was not; the reader's own beep is hushed unless it is wanted."""
        for word, good, bad in (("reader", (0, 1), (0, 2)), ("off", (0, 0), (0, 0)), ("beep", (0, 1), (0, 3)),
                                ("light", (1, 0), (3, 0)), ("both", (1, 1), (3, 3))):
            with self.subTest(feedback=word):
                self.start("monitor", "--json", "--feedback", word)
                self.bus.run("plug acr122")
                self.expect("reader_added", [*OF_READER, "mono_us"])
                self.wait_hushed(word != "reader")
                self.bus.run("put 04A1B2C3")
                self.expect("card", OF_CARD)
                self.expect_shown(good)
                self.bus.run("take")
                self.expect("card_removed", OF_CARD)
                self.bus.run("put 08A1B2C3")
                self.expect("reader_fault", [*OF_READER, "mono_us", "reason"])
                self.expect_shown(bad)
                self.assertEqual(self.end(), (0, "", ""))

    def wait_hushed(self, is_to_be):
        until = time.monotonic() + WAIT_S
        while self.bus.run("show").endswith("; hushed") != is_to_be:
            self.assertLess(time.monotonic(), until)
            time.sleep(0.02)

    def expect_shown(self, blinks_and_beeps):
        """So much, and no more in the half second after that."""
        until = time.monotonic() + WAIT_S
        while (shown := self.shown()) != blinks_and_beeps and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(0.5)
        self.assertEqual((shown, self.shown()), (blinks_and_beeps, blinks_and_beeps))

    def shown(self):
        return tuple(map(int, re.search(r"blinks (\d+); beeps (\d+)", self.bus.run("show")).groups()))

    def test_help_and_version(self):
        for argument, words in (("--help", "Usage: shoushi-reader COMMAND"), ("--version", "shoushi-reader ")):
            done = self.run_once(argument)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertTrue(done.stdout.startswith(words), done.stdout)

    def test_wrong_command_lines(self):
        for words, *arguments in (("which command?",), ("no such command: sing", "sing"),
                                  ("record: FOLDER is missing", "record"), ("replay: FOLDER is missing", "replay"),
                                  ("one word too many: 1-1", "list", "1-1"),
                                  ('--for: "soon" is no number', "monitor", "--for", "soon"),
                                  ('--for: "-1" is no number', "monitor", "--for", "-1"),
                                  ("--colour", "monitor", "--colour"),
                                  ('--format: "octal" is none of its words', "monitor", "--format", "octal"),
                                  ("wedge_ids", "monitor", "--ids", "12345:1"),
                                  ("emulate: for whom?", "emulate"),
                                  ("emulate: what is to happen?", "emulate", "--listen", "a"),
                                  ("--colour", "emulate", "--colour"),
                                  ("one word too many: b", "emulate", "--listen", "a", "--script", "s", "b"),
                                  ("more than 8 sockets", "emulate", *["--listen=a"] * 17)):
            self.refused(2, words, *arguments)
        self.refused(1, "expected usb, emulator:SOCKET or recording:FOLDER", "monitor", "--source", "moon")

    def test_emulate_names_the_line_of_a_script(self):
        script = self.folder / "script"
        script.write_text("plug 1-1 ccid\nwait 5\nsing\n")
        self.refused(1, f"{script}:3: ", "emulate", "--listen", self.folder / "redir.sock", "--script", script)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=2)
