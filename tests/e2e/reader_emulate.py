"""shoushi-reader emulate, without a virtual machine: this process is the host at the other end of usbredir."""

import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

from reader_tool import PROGRAM, WAIT_S, Bus
from redir_host import DEVICE_DISCONNECT, RedirHost

WEDGE_IN, CCID_OUT, CCID_IN, CCID_NOTICE = 0x81, 0x01, 0x82, 0x83
ENTER = 0x28
UID = "04A1B2C3"


class Emulate(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="shoushi-emulate-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.link = self.folder / "redir.sock"
        self.control = self.folder / "control.sock"

    def start(self, *arguments):
        self.process = subprocess.Popen([PROGRAM, "emulate", *map(str, arguments)], stdin=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE)
        process = self.process
        self.addCleanup(lambda: (process.kill(), process.communicate()))

    def end(self, with_signal=None):
        if with_signal:
            self.process.send_signal(with_signal)
        return self.process.wait(WAIT_S), self.process.stderr.read().decode()

    def host(self):
        """Connects to the emulator that listens."""
        connection = socket.socket(socket.AF_UNIX)
        self.addCleanup(connection.close)
        until = time.monotonic() + WAIT_S
        while connection.connect_ex(str(self.link)) != 0:
            self.assertLess(time.monotonic(), until)
            time.sleep(0.02)
        return RedirHost(connection)

    def listening(self):
        """The emulator listens; its control socket."""
        self.start("--listen", self.link, "--control", self.control)
        bus = Bus(self.control)
        self.addCleanup(bus.socket.close)
        return bus

    def typed(self, host):
        """The keys that go down, up to Enter."""
        keys = []
        while not keys or keys[-1] != ENTER:
            report = host.interrupt()
            self.assertEqual(len(report), 8)
            keys += [report[2]] if report[2] else []
        return keys

    def test_a_wedge_types_to_whoever_is_connected(self):
        bus = self.listening()
        host = self.host()
        bus.run("plug 1-1 ffff:0035")
        self.assertEqual(host.connected(), (0xffff, 0x0035))
        self.assertEqual(host.descriptor(1, 18)[8:12], b"\xff\xff\x35\x00")
        self.assertEqual(host.configure(), (0, 1))
        self.assertEqual(host.listen(WEDGE_IN), (0, WEDGE_IN))
        bus.run("card 1230")
        self.assertEqual(self.typed(host), [0x1e, 0x1f, 0x20, 0x27, ENTER])
        bus.run("unplug")
        host.wait_for(DEVICE_DISCONNECT)
        self.assertEqual(self.end(signal.SIGTERM), (0, ""))
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_host_that_comes_back_finds_the_reader_plugged_in(self):
        bus = self.listening()
        first = self.host()
        bus.run("plug 1-1 ccid")
        self.assertEqual(first.connected(), (0x04e6, 0x5790))
        first.connection.close()  # as when a virtual machine is killed
        again = self.host()
        self.assertEqual(again.connected(), (0x04e6, 0x5790))
        self.assertEqual(self.end(signal.SIGINT), (0, ""))

    def test_a_script_lays_a_card_on_and_ends_once_it_was_read(self):
        script = self.folder / "script"
        script.write_text(f"plug 1-1 ccid  # a contactless reader\ncard {UID}\nquit\n")
        listener = socket.socket(socket.AF_UNIX)
        self.addCleanup(listener.close)
        listener.bind(str(self.link))
        listener.listen(1)
        listener.settimeout(WAIT_S)
        self.start("--connect", self.link, "--script", script)
        connection, _ = listener.accept()
        self.addCleanup(connection.close)
        host = RedirHost(connection)
        self.assertEqual(host.connected(), (0x04e6, 0x5790))
        self.assertEqual(host.configure(), (0, 1))
        self.assertEqual(host.listen(CCID_NOTICE), (0, CCID_NOTICE))
        self.assertEqual(host.interrupt(), b"\x50\x03")
        self.assertEqual(self.exchange(host, 0x62, b"")[0:1], b"\x3b")
        self.assertEqual(self.exchange(host, 0x6f, b"\xff\xca\0\0\0"), bytes.fromhex(UID) + b"\x90\0")
        self.assertEqual(self.end(), (0, ""))

    def exchange(self, host, command, data):
        """A CCID command and the data of its answer."""
        message = bytes([command]) + len(data).to_bytes(4, "little") + bytes(5) + data
        self.assertEqual(host.bulk_out(CCID_OUT, message), 0)
        answer = host.bulk_in(CCID_IN, 1024)
        self.assertEqual(answer[7:9], b"\0\0", answer)
        return answer[10:]

    def test_a_script_that_fails_is_named_with_its_line(self):
        script = self.folder / "script"
        script.write_text("plug 1-1 ccid\nput 04\n")
        self.start("--listen", self.link, "--script", script)
        status, said = self.end()
        self.assertEqual(status, 1)
        self.assertIn(f"{script}:2: ", said)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=2)
