"""A real server in trouble: what is sent to it is broken, doubled, forged or endless, its disk is full, its database locked, its process
killed. Nothing that it said it has is lost, nothing is there twice, and whoever else asks is answered all the while."""

import atexit
import concurrent.futures
import contextlib
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest

try:
    import cryptography  # noqa: F401
except ImportError as missing:
    print(f"needs python3-cryptography: {missing}")
    sys.exit(77)

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import small_site  # noqa: E402  (its folder is known only now)
from signed_kiosk import NDJSON, RECORDS, SignedKiosk, now_us  # noqa: E402

PASSWORD = "long enough 2026"
SECRET = "nobody outside may read this line"
GIB = 1 << 30
MIB = 1 << 20
BINARIES = None


class FaultTest(unittest.TestCase):
    """A server and what may be known of it. Each test has its own, for these leave marks: a copy of one that was set up once,
    since passwords are slow on purpose."""

    maxDiff = None
    template = None

    def setUp(self):
        holder = tempfile.TemporaryDirectory(prefix="shoushi-faults-")
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)
        self.make_console()
        self.server = small_site.Server(BINARIES, self.data_folder(), console=self.folder / "console")
        self.addCleanup(lambda: self.server.stop())
        self.passwords = self.set_up()
        self.begin()

    def begin(self):
        self.server.start()
        self.host, port = self.server.url.split("://")[1].split(":")
        self.port = int(port)

    def set_up(self):
        """The first accounts' one-time passwords."""
        if FaultTest.template is None:
            holder = tempfile.TemporaryDirectory(prefix="shoushi-template-")
            atexit.register(holder.cleanup)
            FaultTest.template = small_site.Server(BINARIES, holder.name)
            FaultTest.template.init("青云县")
        for file in FaultTest.template.folder.glob("shoushi.db*"):  # with the log beside it, and the keys
            shutil.copy(file, self.server.folder)
        return dict(FaultTest.template.passwords)

    def make_console(self):
        console = self.folder / "console"
        console.mkdir()
        (console / "index.html").write_text("<!doctype html><title>console</title>")
        (self.folder / "secret.txt").write_text(SECRET)
        (console / "way.txt").symlink_to(self.folder / "secret.txt")

    def data_folder(self):
        return self.folder / "server"

    def kiosk(self):
        printed = self.server.command("enrol-code", "--place", "东门")
        code = next(word for word in printed.split() if len(word) == 9 and word[4] == "-")
        return SignedKiosk(self.server.url, code)

    def log_in(self, account):
        caller = small_site.Console(self.server.url)
        caller.log_in(account, self.passwords[account])
        caller.change_password(self.passwords[account], PASSWORD)
        caller.log_in(account, PASSWORD)
        self.passwords[account] = PASSWORD
        return caller

    def rows(self, sql, *values):
        with contextlib.closing(sqlite3.connect(f"file:{self.server.database}?mode=ro", uri=True)) as store:
            return store.execute(sql, values).fetchall()

    def stored(self, kiosk):
        return [seq for seq, in self.rows("SELECT seq FROM record WHERE kiosk = ? ORDER BY seq", kiosk.id)]

    def quarantined(self, kiosk):
        return self.rows("SELECT COUNT(*) FROM quarantine WHERE kiosk = ?", kiosk.id)[0][0]

    def get(self, path):
        """(status, headers, bytes) on a connection of its own."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def raw(self, data):
        """What comes back for these bytes, up to the end of the connection."""
        with socket.create_connection((self.host, self.port), timeout=60) as peer:
            with contextlib.suppress(OSError):
                peer.sendall(data)
                peer.shutdown(socket.SHUT_WR)
            answer = b""
            with contextlib.suppress(OSError):
                while more := peer.recv(65536):
                    answer += more
            return answer

    def assert_well(self):
        self.assertEqual(self.get("/health")[0], 200)
        self.assertEqual(self.get("/ready")[0], 200)
        self.assertTrue(self.server.running.alive())

    def verify(self):
        return subprocess.run([self.server.program, "verify", "--config", self.server.config], capture_output=True, text=True, timeout=300)

    def memory(self, name="VmHWM"):
        for line in pathlib.Path(f"/proc/{self.server.running.process.pid}/status").read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1]) * 1024
        raise AssertionError(name)


class Records(FaultTest):

    def test_batches_out_of_order_are_all_taken(self):
        kiosk = self.kiosk()
        batches = [kiosk.tap(5) for _ in range(4)]
        seen = [kiosk.send(batches[i]) for i in (2, 0, 3, 1)]
        self.assertEqual([status for status, _ in seen], [200] * 4)
        self.assertEqual({result["answer"] for result in seen[0][1]["results"]}, {"quarantined"})
        self.assertEqual({result["reason"] for result in seen[0][1]["results"]}, {"gap"})
        self.assertEqual(seen[3][1]["head"]["seq"], 20)
        self.assertEqual(self.stored(kiosk), list(range(1, 21)))
        self.assertEqual({result["answer"] for result in kiosk.send(batches[2])[1]["results"]}, {"duplicate"})
        self.assertEqual(self.verify().returncode, 0)

    def test_the_same_batch_at_once_is_stored_once(self):
        kiosk = self.kiosk()
        for _ in range(5):
            body = kiosk.tap(100)
            headers = kiosk.headers("POST", RECORDS, body)
            gate, answers = threading.Barrier(8), []

            def send():
                gate.wait()
                answers.append(kiosk.ask("POST", RECORDS, body, NDJSON, headers))

            threads = [threading.Thread(target=send) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual([status for status, _ in answers], [200] * 8)
            told = [result["answer"] for _, answer in answers for result in answer["results"]]
            self.assertEqual((told.count("stored"), told.count("duplicate")), (100, 700))
        self.assertEqual(self.stored(kiosk), list(range(1, 501)))
        self.assertEqual(self.quarantined(kiosk), 0)

    def test_a_disk_image_put_back_is_seen_and_named(self):
        kiosk = self.kiosk()
        first = kiosk.tap(10)
        self.assertEqual(kiosk.send(first)[0], 200)
        image = kiosk.disk_image()
        self.assertEqual(kiosk.send(kiosk.tap(6))[0], 200)
        status, answer = image.send(image.tap(4))
        self.assertEqual(status, 200)
        self.assertEqual({(result["answer"], result["reason"]) for result in answer["results"]}, {("quarantined", "fork")})
        self.assertEqual((answer["head"]["seq"], answer["head"]["hash"]), (16, kiosk.head))  # by which the kiosk sees it too
        self.assertEqual(self.stored(kiosk), list(range(1, 17)))
        inspector = self.log_in("inspector")
        lines = inspector.get(f"/api/v1/kiosks/{kiosk.id}/quarantine")["lines"]
        self.assertEqual([(line["seq"], line["reason"]) for line in sorted(lines, key=lambda line: line["seq"])],
                         [(seq, "fork") for seq in range(11, 15)])
        overview = inspector.get("/api/v1/quarantine")
        self.assertEqual([(one["kiosk"], one["reason"], one["lines"]) for one in overview["quarantine"]], [(kiosk.id, "fork", 4)])
        self.assertIn("shoushi_quarantine_lines 4", self.get("/metrics")[2].decode())

    def test_a_body_that_breaks_off_or_is_garbage_stores_nothing(self):
        kiosk = self.kiosk()
        body = kiosk.tap(20)
        head = "".join(f"{name}: {value}\r\n" for name, value in kiosk.headers("POST", RECORDS, body).items())
        head = f"POST {RECORDS} HTTP/1.1\r\nHost: x\r\n{head}Content-Type: {NDJSON}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        for length in (0, 1, len(body) // 2, len(body) - 1):
            self.assertNotIn(b" 200 ", self.raw(head + body[:length])[:20])
        self.assertEqual(self.stored(kiosk), [])
        for garbage in (os.urandom(4096), b"{" * 5000, b"\n" * 300, b"\0" * 100, body.replace(b'"unknown"', b'"recognised"', 1)):
            status, answer = kiosk.send(garbage)
            self.assertEqual(status, 200)
            self.assertEqual(self.stored(kiosk), [], garbage[:40])
        self.assertEqual(kiosk.send(body)[0], 200)
        self.assertEqual(self.stored(kiosk), list(range(1, 21)))
        self.assert_well()

    def test_signatures_that_are_wrong_expired_or_replayed(self):
        kiosk, other = self.kiosk(), self.kiosk()
        body = kiosk.tap(3)
        cases = {
            "another's key": (kiosk.headers("POST", RECORDS, body, key=other.key), "signature"),
            "another body": (kiosk.headers("POST", RECORDS, body + b" "), "signature"),
            "another path": (kiosk.headers("POST", "/api/v1/kiosk/status", body), "signature"),
            "another method": (kiosk.headers("GET", RECORDS, body), "signature"),
            "another's name": ({**kiosk.headers("POST", RECORDS, body), "Shoushi-Kiosk": other.id}, "signature"),
            "nobody's name": ({**kiosk.headers("POST", RECORDS, body), "Shoushi-Kiosk": "k9999"}, "signature"),
            "a time put in later": ({**kiosk.headers("POST", RECORDS, body), "Shoushi-Time": str(now_us())}, "signature"),
            "expired": (kiosk.headers("POST", RECORDS, body, at_us=now_us() - 301_000_000), "clock"),
            "of tomorrow": (kiosk.headers("POST", RECORDS, body, at_us=now_us() + 301_000_000), "clock"),
        }
        for name, (headers, word) in cases.items():
            with self.subTest(name):
                status, answer = kiosk.ask("POST", RECORDS, body, NDJSON, headers)
                self.assertEqual((status, answer["type"]), (401, f"shoushi:{word}"))
        self.assertEqual(self.stored(kiosk), [])
        headers = kiosk.headers("POST", RECORDS, body)
        self.assertEqual(kiosk.ask("POST", RECORDS, body, NDJSON, headers)[0], 200)
        status, answer = kiosk.ask("POST", RECORDS, body, NDJSON, headers)  # whoever heard it gains nothing by saying it again
        self.assertEqual((status, {result["answer"] for result in answer["results"]}), (200, {"duplicate"}))
        self.assertEqual(self.stored(kiosk), [1, 2, 3])

    def test_a_backup_while_records_come_in_is_whole(self):
        """What was told before a backup began is in it, each kiosk's lines up to some one without a gap, and it proves itself."""
        senders = [self.kiosk() for _ in range(3)]
        told, done = {kiosk.id: 0 for kiosk in senders}, threading.Event()

        def send(kiosk):
            while not done.is_set():
                status, answer = kiosk.send(kiosk.tap(20))
                if status != 200:
                    raise AssertionError(f"{status} {answer}")
                told[kiosk.id] = kiosk.seq

        with concurrent.futures.ThreadPoolExecutor(len(senders)) as pool:
            sending = [pool.submit(send, kiosk) for kiosk in senders]
            backups = []
            for number in range(3):
                small_site.wait_for("records between two backups", lambda: all(told[kiosk.id] > 40 * number for kiosk in senders))
                path, before = self.folder / f"backup{number}", dict(told)
                self.server.command("backup", path)
                backups.append((path, before, dict(told)))
            done.set()
            for sender in sending:
                sender.result()
        for path, before, after in backups:
            self.look_at_backup(path, senders, before, after)
        self.assertEqual(self.verify().returncode, 0)

    def look_at_backup(self, path, senders, before, after):
        put_back = small_site.Server(BINARIES, f"{path}-restored", keys=self.server.keys)
        put_back.command("restore", path)
        checked = put_back.try_command("verify")
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
        with contextlib.closing(sqlite3.connect(put_back.database)) as store:
            for kiosk in senders:
                seen = [seq for seq, in store.execute("SELECT seq FROM record WHERE kiosk = ? ORDER BY seq", (kiosk.id,))]
                self.assertEqual(seen, list(range(1, len(seen) + 1)))
                self.assertGreaterEqual(len(seen), before[kiosk.id])
                self.assertLessEqual(len(seen), after[kiosk.id] + 20)  # and a batch whose answer was on its way

    def test_killed_at_random_moments_nothing_is_lost_or_doubled(self):
        kills = int(os.environ.get("SHOUSHI_TEST_KILLS", "6"))
        chance = random.Random(kills)
        senders = [self.kiosk() for _ in range(3)]
        told = {kiosk.id: 0 for kiosk in senders}
        waiting = {kiosk.id: b"" for kiosk in senders}

        def send_until_killed(kiosk, dead):
            while not dead.is_set():
                waiting[kiosk.id] = waiting[kiosk.id] or kiosk.tap(20)
                status, answer = kiosk.send(waiting[kiosk.id])
                if status == 200:
                    if answer["head"]["seq"] != kiosk.seq or "quarantined" in json.dumps(answer):
                        raise AssertionError(answer)
                    told[kiosk.id], waiting[kiosk.id] = kiosk.seq, b""
                elif status not in (0, 503):
                    raise AssertionError(f"{status} {answer}")

        for _ in range(kills):
            dead = threading.Event()
            threads = [threading.Thread(target=send_until_killed, args=(kiosk, dead)) for kiosk in senders]
            for thread in threads:
                thread.start()
            dead.wait(chance.uniform(0, 0.3))  # the random moment itself
            self.server.stop(signal.SIGKILL)
            dead.set()
            for thread in threads:
                thread.join()
            self.server.start()
            for kiosk in senders:
                stored = self.stored(kiosk)
                self.assertEqual(stored, list(range(1, len(stored) + 1)))
                self.assertGreaterEqual(len(stored), told[kiosk.id])
        for kiosk in senders:
            self.assertEqual(kiosk.send(waiting[kiosk.id])[0], 200)
            self.assertEqual(self.stored(kiosk), list(range(1, kiosk.seq + 1)))
            self.assertEqual(self.quarantined(kiosk), 0)
        self.assertEqual(self.rows("SELECT (SELECT COUNT(*) FROM record) - (SELECT COUNT(*) FROM tap)"), [(0,)])
        checked = self.verify()
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
        print(f"{kills} kills, {sum(kiosk.seq for kiosk in senders)} taps: 0 lost, 0 doubled")


class Database(FaultTest):

    def test_locked_by_another_process_it_says_so_and_goes_on(self):
        kiosk = self.kiosk()
        body = kiosk.tap(5)
        with contextlib.closing(sqlite3.connect(self.server.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            status, answer = kiosk.send(body)
            self.assertEqual((status, answer["type"]), (503, "shoushi:busy"))
            self.assertEqual(self.get("/health")[0], 200)
            self.assertEqual(self.get("/ready")[0], 503)
            self.assertEqual(self.get("/api/v1/site")[0], 200)  # what only reads goes on
            other.execute("ROLLBACK")
        self.assertEqual(kiosk.send(body)[0], 200)
        self.assertEqual(self.stored(kiosk), [1, 2, 3, 4, 5])
        self.assertEqual(self.get("/ready")[0], 200)


class FullDisk(FaultTest):

    def data_folder(self):
        data = self.folder / "small"
        data.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", data], capture_output=True)
        if mounted.returncode != 0:
            self.skipTest("needs the right to mount a small file system")
        self.addCleanup(subprocess.run, ["umount", data], check=True)  # after the server's end: clean-ups go backwards
        return data

    def test_it_is_said_and_nothing_is_lost(self):
        kiosk = self.kiosk()
        self.assertEqual(kiosk.send(kiosk.tap(50))[0], 200)
        filler = self.data_folder_path() / "filler"
        with open(filler, "wb", buffering=0) as full, contextlib.suppress(OSError):
            while True:
                full.write(bytes(4096))
        told, refused, body = 50, 0, b""
        for _ in range(200):
            body = kiosk.tap(50)
            status, answer = kiosk.send(body)
            if status != 200:
                refused = status
                break
            told = answer["head"]["seq"]
        self.assertIn(refused, (500, 503, 507))
        self.assertEqual(self.stored(kiosk), list(range(1, told + 1)))
        self.assertEqual(self.get("/health")[0], 200)
        self.assertEqual(self.get("/ready")[0], 503)
        filler.unlink()
        small_site.wait_for("the disk to have room", lambda: kiosk.send(body)[0] == 200)
        self.assertEqual(self.stored(kiosk), list(range(1, kiosk.seq + 1)))
        self.assertEqual(self.verify().returncode, 0)
        self.assert_well()

    def data_folder_path(self):
        return self.folder / "small"


class Floods(FaultTest):

    def test_a_body_of_a_gibibyte_takes_no_memory(self):
        before = self.memory("VmRSS")
        for path in (RECORDS, "/api/v1/session", "/api/v1/imports/staff"):
            for framing, piece in (("Content-Length: %d" % GIB, bytes(MIB)),
                                   ("Transfer-Encoding: chunked", b"100000\r\n" + bytes(MIB) + b"\r\n")):
                with self.subTest(path=path, framing=framing):
                    self.flood(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{framing}\r\n\r\n", piece)
        self.assertLess(self.memory() - before, 100 * MIB)
        self.assert_well()

    def flood(self, head, piece):
        """Sends up to a GiB, as fast as it is taken: it has to be refused or cut long before."""
        with socket.create_connection((self.host, self.port), timeout=60) as peer:
            peer.sendall(head.encode())
            sent, answer = 0, b""
            with contextlib.suppress(OSError):
                while sent < GIB:
                    peer.sendall(piece)
                    sent += MIB
            with contextlib.suppress(OSError):
                while more := peer.recv(65536):
                    answer += more
            self.assertLess(sent, GIB // 8, "an eighth of it was taken")
            self.assertIn(answer[9:12], (b"413", b"401", b"400", b""))

    def test_connections_that_drip_hold_nobody_up(self):
        """200 that send a byte now and then (the limit of one address is 256): others are answered, and they are cut."""
        drips = []
        for index in range(200):
            peer = socket.create_connection((self.host, self.port), timeout=60)
            self.addCleanup(peer.close)
            start = b"GET /api/v1/site HTTP/1.1\r\nHost: x\r\nX: " if index % 2 else \
                b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n"
            peer.sendall(start)
            peer.setblocking(False)
            drips.append(peer)
        open_still, began, answered = drips, time.monotonic(), 0
        while open_still and time.monotonic() - began < 120:
            open_still = [peer for peer in open_still if self.drip(peer)]
            self.assertEqual(self.get("/api/v1/site")[0], 200)
            answered += 1
            time.sleep(0.2)  # the pace of the drip
        self.assertEqual(len(open_still), 0, "still open after two minutes")
        self.assertGreater(answered, 10)
        self.assert_well()

    @staticmethod
    def drip(peer):
        try:
            peer.send(b"x")
            return peer.recv(1000) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False

    def test_an_address_has_so_many_connections_and_no_more(self):
        peers = []
        for _ in range(300):
            peer = socket.create_connection((self.host, self.port), timeout=60)
            self.addCleanup(peer.close)
            peers.append(peer)
        served = 0
        for peer in peers:
            with contextlib.suppress(OSError):
                peer.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
                served += peer.recv(100).startswith(b"HTTP/1.1 200")
        self.assertEqual(served, 256)
        for peer in peers:
            peer.close()
        small_site.wait_for("room for another connection", lambda: self.is_answered())
        self.assert_well()

    def is_answered(self):
        with contextlib.suppress(OSError, http.client.HTTPException):
            return self.get("/health")[0] == 200

    def test_garbage_is_refused_or_cut(self):
        """Many at once: what looks like the begin of a request is waited for, a quarter of a minute."""
        chance = random.Random(4)
        good = b"GET /api/v1/site HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n"
        pieces = [b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X%d: y\r\n" % i for i in range(20000)) + b"\r\n"]
        for turn in range(200):
            data = bytearray(good)
            for _ in range(chance.randint(1, 6)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            pieces.append(bytes(data) if turn % 3 else chance.randbytes(chance.randint(1, 2000)))
        with concurrent.futures.ThreadPoolExecutor(len(pieces)) as pool:
            answers = list(pool.map(self.raw, pieces))
        self.assertIn(answers[0][9:12], (b"431", b"400", b""))
        for data, answer in zip(pieces, answers):
            self.assertNotEqual(answer[9:10], b"5", (data[:300], answer[:300]))
        self.assert_well()


class Paths(FaultTest):

    def test_no_path_leads_out(self):
        self.assertIn(b"console", self.get("/")[2])
        up = ("..", "%2e%2e", "%2E.", "..%2f..", "..%5c..", "%252e%252e", "..%c0%af", "....//", "%u002e%u002e", "..;", "..%00")
        files = ("secret.txt", "etc/passwd", "server/server.conf", "server/shoushi.db")
        targets = {f"{start}{'/'.join([step] * depth)}/{file}" for start in ("/", "/assets/", "/api/v1/exports/", "/api/v1/evidence/",
                                                                            "/api/v1/kiosks/", "//", "/./") for step in up
                   for depth in (1, 2, 6) for file in files}
        targets |= {"/way.txt", f"/{self.folder}/secret.txt", "/%2fetc%2fpasswd", "file:///etc/passwd", "/\\..\\secret.txt",
                    "/index.html/../../secret.txt"}
        for target in sorted(targets):
            answer = self.raw(f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            with self.subTest(target=target):
                self.assertNotIn(SECRET.encode(), answer)
                self.assertNotIn(b"root:", answer)
                self.assertNotIn(b"SQLite format", answer)
                self.assertNotEqual(answer[9:10], b"5", answer[:200])
        self.assert_well()


class Headers(FaultTest):

    def test_every_answer_is_strict(self):
        inspector = self.log_in("inspector")
        for path in ("/", "/index.html", "/nothing.js", "/deep/link", "/health", "/ready", "/metrics", "/api/v1/site", "/api/v1/session",
                     "/api/v1/nothing", "/api/v1/units", "/api/v1/exports/staff.csv", "/api/v1/exports/staff.xlsx", "/%zz", "/api/v1/live"):
            with self.subTest(path=path):
                connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
                connection.request("GET", path, headers={"Cookie": inspector.cookie})
                headers = connection.getresponse().headers
                connection.close()
                policy = headers["Content-Security-Policy"]
                self.assertIn("default-src 'none'" if "api" in path else "default-src", policy)
                self.assertNotIn("unsafe", policy)
                self.assertNotIn("*", policy)
                self.assertIn("frame-ancestors 'none'", policy)
                self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
                self.assertEqual(headers["Referrer-Policy"], "no-referrer")
                self.assertTrue(headers["Shoushi-Request"])
                if path.startswith("/api"):
                    self.assertIn("no-store", headers["Cache-Control"])

    def test_the_cookie_is_nobody_elses(self):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
        connection.request("POST", "/api/v1/session", json.dumps({"account": "admin", "password": self.passwords["admin"]}),
                           {"Content-Type": "application/json"})
        cookie = connection.getresponse().headers["Set-Cookie"]
        connection.close()
        for part in ("HttpOnly", "SameSite=Strict", "Path=/"):
            self.assertIn(part, cookie)


class Listening(FaultTest):

    def begin(self):
        self.plain = self.server.config.read_text()

    def configure(self, *lines):
        self.server.config.write_text("\n".join((self.plain, *lines, "")))

    def certificate(self, name):
        """A fresh pair for this machine in the server's files, the key first: until both are there the old pair goes on."""
        made = self.folder / name
        made.mkdir()
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                        "-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", made / "key",
                        "-out", made / "certificate"],
                       check=True, capture_output=True)
        for part in ("key", "certificate"):
            shutil.move(made / part, self.folder / f"tls.{part}")
        return (self.folder / "tls.certificate").read_text()

    def over_tls(self, trusted, path="/health"):
        """(the answer's status, its headers) from a server that shows what is trusted; None where it shows something else."""
        context = ssl.create_default_context(cadata=trusted)
        connection = http.client.HTTPSConnection(self.host, self.port, timeout=60, context=context)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.headers
        except ssl.SSLCertVerificationError:
            return None
        finally:
            connection.close()

    def refused_pairs(self):
        return (self.server.folder / "server.log").read_text().count("event=certificate_kept")

    def test_plain_http_goes_beyond_this_machine_only_when_told(self):
        for address in ("0.0.0.0", "::"):
            self.configure(f'listen = "{address}";')
            ran = subprocess.run([self.server.program, "run", "--config", self.server.config], capture_output=True, text=True, timeout=60)
            self.assertNotEqual(ran.returncode, 0)
            self.assertIn("insecure_http", ran.stderr)
            self.assertIn(address, ran.stderr)
        self.configure('listen = "0.0.0.0";', "insecure_http = true;")
        super().begin()
        self.host = "127.0.0.1"
        self.assert_well()

    def test_a_new_certificate_is_shown_without_a_restart(self):
        first = self.certificate("first")
        self.configure('listen = "127.0.0.1";', f'certificate = "{self.folder}/tls.certificate";',
                       f'certificate_key = "{self.folder}/tls.key";')
        super().begin()
        self.assertTrue(self.server.url.startswith("https://"))
        status, headers = self.over_tls(first)
        self.assertEqual(status, 200)
        self.assertIn("max-age", headers["Strict-Transport-Security"])
        self.assertNotIn(b"200 OK", self.raw(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"))  # plain words to a TLS port
        process = self.server.running.process.pid
        second = self.certificate("second")
        small_site.wait_for("the second certificate to be shown", lambda: self.over_tls(second))
        self.assertIsNone(self.over_tls(first))
        refused = self.refused_pairs()
        (self.folder / "tls.certificate").write_text("no certificate")
        small_site.wait_for("the bad pair to be seen", lambda: self.refused_pairs() > refused)
        self.assertEqual(self.over_tls(second)[0], 200)
        third = self.certificate("third")
        small_site.wait_for("the third certificate to be shown", lambda: self.over_tls(third))
        self.assertEqual((self.server.running.alive(), self.server.running.process.pid), (True, process))

    def test_without_its_certificate_it_does_not_start(self):
        self.configure(f'certificate = "{self.folder}/nothing";', f'certificate_key = "{self.folder}/nothing";')
        ran = subprocess.run([self.server.program, "run", "--config", self.server.config], capture_output=True, text=True, timeout=60)
        self.assertNotEqual(ran.returncode, 0)
        self.assertIn(f"{self.folder}/nothing", ran.stderr)


class Figures(FaultTest):

    def figure(self, name):
        for line in self.get("/metrics")[2].decode().splitlines():
            if line.rsplit(" ", 1)[0] == name:
                return float(line.rsplit(" ", 1)[1])
        return None

    def test_metrics_follow_what_happens(self):
        kiosk = self.kiosk()
        self.assertEqual((self.figure("shoushi_kiosks"), self.figure("shoushi_quarantine_lines"),
                          self.figure("shoushi_verdict_lag")), (1, 0, 0))
        kiosk.send(kiosk.tap(3))
        kiosk.report(backlog=7, complete_to_us=now_us() - 900_000_000)
        label = f'{{kiosk="{kiosk.id}"}}'
        self.assertEqual(self.figure(f"shoushi_kiosk_backlog_lines{label}"), 7)
        self.assertGreaterEqual(self.figure(f"shoushi_kiosk_backlog_age_seconds{label}"), 899)
        self.assertLess(self.figure(f"shoushi_kiosk_silent_seconds{label}"), 120)
        self.assertEqual(self.figure("shoushi_kiosks_silent"), 0)
        kiosk.send(b"no record\n")
        self.assertEqual(self.figure("shoushi_quarantine_lines"), 1)
        refused = self.figure('shoushi_http_answers_total{class="4xx"}')
        self.get("/api/v1/nothing")
        self.assertGreater(self.figure('shoushi_http_answers_total{class="4xx"}'), refused)
        self.server.stop()
        with contextlib.closing(sqlite3.connect(self.server.database)) as store, store:
            store.execute("UPDATE kiosk_progress SET reported_utc_us = ?", (now_us() - 3_600_000_000,))
        self.server.start()
        self.assertEqual(self.figure("shoushi_kiosks_silent"), 1)
        self.assertGreaterEqual(self.figure(f"shoushi_kiosk_silent_seconds{label}"), 3599)

    @staticmethod
    def others(watcher):
        """How many requests are under way beside the watcher's own, which ends before its next."""
        watcher.request("GET", "/metrics")
        return int(re.search(rb"^shoushi_http_requests (\d+)$", watcher.getresponse().read(), re.M)[1]) - 1

    def test_a_stop_answers_who_waits_and_ends_well(self):
        kiosk, answers = self.kiosk(), []
        revision = kiosk.ask("GET", "/api/v1/kiosk/state?since=0")[1]["revision"]
        waits = threading.Thread(target=lambda: answers.append(kiosk.ask("GET", f"/api/v1/kiosk/state?since={revision}&wait=30")))
        with contextlib.closing(http.client.HTTPConnection(self.host, self.port, timeout=60)) as watcher:
            small_site.wait_for("the requests of before to be over", lambda: self.others(watcher) == 0)
            waits.start()
            small_site.wait_for("the poll to be held", lambda: self.others(watcher) == 1)
        self.assertEqual(self.server.stop(), 0)
        waits.join()
        self.assertEqual([status for status, _ in answers], [200])
        log = (self.server.folder / "server.log").read_text()
        self.assertNotIn("level=fatal", log)


def main():
    global BINARIES
    if len(sys.argv) < 2:
        sys.exit("usage: server_faults.py FOLDER-OF-PROGRAMS [unittest arguments]")
    BINARIES = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main(verbosity=2)


if __name__ == "__main__":
    main()
