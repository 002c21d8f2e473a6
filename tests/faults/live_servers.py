"""Live boards at two servers on one PostgreSQL: what comes in at one is heard at the other, whoever changes servers in between misses
nothing and hears nothing twice, and five hundred listen at once without any holding up the others."""

import contextlib
import http.client
import json
import os
import pathlib
import random
import selectors
import signal
import socket
import sys
import tempfile
import time
import unittest

try:
    import cryptography  # noqa: F401
except ImportError as missing:
    print(f"needs python3-cryptography: {missing}")
    sys.exit(77)

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path += [str(ROOT / "scripts"), str(ROOT / "tests/e2e")]

import postgres_cluster  # noqa: E402  (its folder is known only now)
import small_site  # noqa: E402
from signed_kiosk import SignedKiosk  # noqa: E402

PASSWORD = "long enough 2026"
LISTENERS = 500  # as many as a server takes
SLOW = 20  # of these read nothing
LISTENER_BYTES = 256 * 1024  # what limits.connection_memory_kib gives a connection
SEED = int(os.environ.get("SHOUSHI_TEST_SEED", random.randrange(1 << 32)))
BINARIES = None


class Listener:
    """An EventSource: what it hears, and the id from which it goes on."""

    def __init__(self, url, cookie, after=None, receive_bytes=None):
        host, port = url.split("://")[1].split(":")
        self.socket = socket.socket()
        if receive_bytes:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        self.socket.settimeout(60)
        self.socket.connect((host, int(port)))
        resume = f"Last-Event-ID: {after}\r\n" if after else ""
        self.socket.sendall(f"GET /api/v1/live HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookie}\r\n{resume}\r\n".encode())
        self.rest = b""
        self.after = after
        self.events = []

    def close(self):
        self.socket.close()

    def head(self):
        """The answer's status; waits for the whole head and the stream's first words."""
        while b"retry: 3000" not in self.rest and b"shoushi:" not in self.rest:
            self.read()
        status = int(self.rest.split(b" ", 2)[1])
        self.rest = self.rest.split(b"\r\n\r\n", 1)[1]
        return status

    def read(self):
        more = self.socket.recv(65536)
        if not more:
            raise AssertionError(f"the stream ended: {self.rest[-300:]}")
        self.rest += more

    def take_in(self):
        """Events in what has been read; the sizes of chunks stand between them, on lines of their own."""
        *whole, self.rest = self.rest.split(b"\n\n")
        for block in whole:
            fields = dict(line.split(b": ", 1) for line in block.replace(b"\r\n", b"\n").split(b"\n") if b": " in line)
            if b"event" in fields:
                self.after = int(fields[b"id"])
                self.events.append((fields[b"event"].decode(), self.after, json.loads(fields[b"data"])))

    def hear(self, done):
        """Reads until done(events)."""
        end = time.monotonic() + small_site.WAIT_S
        self.take_in()  # what came with the head
        while not done(self.events):
            if time.monotonic() > end:
                raise AssertionError(f"not heard: {self.events[-3:]}")
            self.read()
            self.take_in()

    def taps(self):
        return [data["id"] for name, _, data in self.events if name == "tap"]


def memory_bytes(server):
    for line in pathlib.Path(f"/proc/{server.running.process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no VmRSS")


class LiveServers(unittest.TestCase):
    """One cluster and one pair of servers for all tests: these only add taps."""

    @classmethod
    def setUpClass(cls):
        holder = tempfile.TemporaryDirectory(prefix="shoushi-live-")
        cls.addClassCleanup(holder.cleanup)
        cluster = postgres_cluster.Cluster()
        cls.addClassCleanup(cluster.destroy)
        folder = pathlib.Path(holder.name)
        location = cluster.add("county")
        cls.servers = [small_site.Server(BINARIES, folder / name, database=location, keys=f"{folder}/keys") for name in ("a", "b")]
        for server in cls.servers:
            with server.config.open("a") as config:
                config.write("limits: {connections = 700; connections_per_address = 700;};\n")
        passwords = cls.servers[0].init("青云县")
        for server in cls.servers:
            cls.addClassCleanup(server.stop)
            server.start()
        console = small_site.Console(cls.servers[0].url)
        console.log_in("inspector", passwords["inspector"])
        console.change_password(passwords["inspector"], PASSWORD)
        console.log_in("inspector", PASSWORD)
        cls.cookie = console.cookie
        code = cls.servers[0].command("enrol-code", "--place", "东门").split()[-1]
        cls.kiosk = SignedKiosk(cls.servers[0].url, code)

    def send(self, server, count):
        """Taps by that server; their sequence numbers."""
        first = self.kiosk.seq + 1
        self.kiosk.host = server.url.split("://")[1]
        status, answer = self.kiosk.send(self.kiosk.tap(count))
        self.assertEqual(status, 200, answer)
        return [f"{self.kiosk.id}:{self.kiosk.epoch}:{seq}" for seq in range(first, first + count)]

    def listener(self, server, after=None, **options):
        """Who finds no room comes back, as a page does: those who left are noticed by then."""
        def join():
            listener = Listener(server.url, self.cookie, after, **options)
            self.addCleanup(listener.close)
            return listener if listener.head() == 200 else None
        return small_site.wait_for("room for a listener", join)

    def test_a_tap_at_one_server_is_heard_at_the_other(self):
        listener = self.listener(self.servers[1])
        sent = self.send(self.servers[0], 3)
        listener.hear(lambda events: len(events) >= 3)
        self.assertEqual(listener.taps(), sent)

    def test_ids_are_the_same_at_both(self):
        listeners = [self.listener(server) for server in self.servers]
        sent = [tap for i in range(8) for tap in self.send(self.servers[i % 2], 2)]
        for listener in listeners:
            listener.hear(lambda events: len(events) >= len(sent))
            self.assertEqual(listener.taps(), sent)
        self.assertEqual(listeners[0].events, listeners[1].events)

    def test_who_changes_servers_misses_nothing_and_hears_nothing_twice(self):
        chance = random.Random(SEED)
        first = self.listener(self.servers[1])
        sent = self.send(self.servers[0], 1)
        first.hear(lambda events: events)
        heard, after = first.taps(), first.after
        for turn in range(12):
            if turn == 6:
                self.restart(self.servers[1])
            for _ in range(chance.randrange(1, 4)):
                sent += self.send(chance.choice(self.servers), chance.randrange(1, 5))
            listener = self.listener(chance.choice(self.servers), after)
            wanted = chance.randrange(1, len(sent) - len(heard) + 1)
            listener.hear(lambda events: len(events) >= wanted)
            heard += listener.taps()
            after = listener.after
            self.assertEqual(heard, sent[:len(heard)], f"SHOUSHI_TEST_SEED={SEED}, turn {turn}")
            listener.close()

    def restart(self, server):
        server.stop(signal.SIGKILL)
        server.start()

    def test_five_hundred_hear_everything_and_slow_ones_hold_up_nobody(self):
        server = self.servers[1]
        server.stop()  # what the other tests left is not measured
        server.start()
        before = memory_bytes(server)
        slow = [self.listener(server, receive_bytes=2048) for _ in range(SLOW)]
        quick = [self.listener(server) for _ in range(LISTENERS - SLOW)]
        self.refuse_one_more(server)
        sent = []
        for turn in range(12):
            sent += self.send(self.servers[turn % 2], 40)
            self.all_hear(quick, len(sent))
        grown = memory_bytes(server) - before
        for listener in quick:
            self.assertEqual(listener.taps(), sent)
        print(f"{LISTENERS} listeners, {len(sent)} events: {grown // 1024} KiB more", file=sys.stderr)
        self.assertLess(grown, LISTENERS * LISTENER_BYTES)
        last = self.send(self.servers[0], 1)
        for listener in slow:
            listener.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
            listener.hear(lambda events: len(events) > len(sent) or events and events[-1][0] == "reset")
            heard = listener.taps()
            self.assertEqual(heard, (sent + last)[:len(heard)])

    def refuse_one_more(self, server):
        late = Listener(server.url, self.cookie)
        self.addCleanup(late.close)
        self.assertEqual(late.head(), 503)
        with contextlib.closing(http.client.HTTPConnection(server.url.split("://")[1], timeout=60)) as other:
            other.request("GET", "/health")
            self.assertEqual(other.getresponse().status, 200)

    def all_hear(self, listeners, count):
        waiting = selectors.DefaultSelector()
        for listener in listeners:
            waiting.register(listener.socket, selectors.EVENT_READ, listener)
        end = time.monotonic() + 2 * small_site.WAIT_S
        while waiting.get_map():
            self.assertLess(time.monotonic(), end, f"{len(waiting.get_map())} have not heard all {count}")
            for key, _ in waiting.select(1):
                listener = key.data
                listener.read()
                listener.take_in()
                if len(listener.events) >= count:
                    waiting.unregister(listener.socket)
        waiting.close()


if __name__ == "__main__":
    BINARIES = pathlib.Path(sys.argv.pop(1)).resolve()
    if not postgres_cluster.programs():
        print("no PostgreSQL to run")
        sys.exit(postgres_cluster.SKIPPED)
    unittest.main(verbosity=2)
