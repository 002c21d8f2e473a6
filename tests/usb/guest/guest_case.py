"""What the tests in a guest have in common."""

import json
import unittest

AS_KIOSK = "/usr/bin/setpriv --reuid=kiosk --regid=kiosk --groups=shoushi --inh-caps=-all"
AS_STRANGER = "/usr/bin/setpriv --reuid=stranger --regid=stranger --clear-groups --inh-caps=-all"
PROGRAM = "/usr/bin/shoushi-reader monitor --json --ids 0627:0001 --inter-key 2000"
INTERFACE = "/sys/bus/usb/devices/{port}:1.0/driver"
FAULTS_MAX = 100
FILE_LOOKS_MAX = 100


class GuestCase(unittest.TestCase):
    """One guest for all of them; each begins and ends with no reader plugged in."""

    machine = None
    emulator = None
    is_long = False

    def setUp(self):
        self.plugged = []
        self.emulated = []
        self.pid = None

    def tearDown(self):
        if self.pid:
            self.machine.shell(f"kill {self.pid}; wait {self.pid} || true")
        for name in self.plugged:
            self.machine.unplug(name)
        for port in self.emulated:
            self.emulator.run(f"unplug {port}")
        self.wait_until("! ls /sys/bus/usb/devices | grep -q ^1-[1-9]")
        self.machine.output.drain(0.1)

    def wait_until(self, condition):
        self.machine.shell(f"i=0; until {condition}; do i=$((i+1)); [ $i -lt 300 ] || break; usleep 100000; done; {condition}")

    def plug(self, name, port):
        self.machine.plug(name, port)
        self.plugged.append(name)

    def unplug(self, name):
        self.machine.unplug(name)
        self.plugged.remove(name)

    def plug_emulated(self, what, port="1-1"):
        """A reader in software, in the emulator's port."""
        self.emulator.run(f"plug {port} {what}")
        self.emulated.append(port)

    def unplug_emulated(self, port="1-1"):
        self.emulator.run(f"unplug {port}")
        self.emulated.remove(port)

    def driver(self, port):
        return self.machine.shell(f"readlink {INTERFACE.format(port=port)} | sed s,.*/,,")

    def start(self, who=AS_KIOSK):
        self.machine.shell(f"{who} {PROGRAM} >&4 2>&4 &")
        self.pid = self.machine.shell("echo $!")

    def stop(self):
        """Ends the program as a system would, and returns its exit status."""
        status = self.machine.shell(f"kill -TERM {self.pid}; wait {self.pid}; echo status $?")
        self.pid = None
        return int(status.split()[-1])

    def event(self):
        return json.loads(self.machine.output.wait_for(r"\n"))

    def open_files(self):
        """Descriptors of the program here and of the emulator, once no reader is being opened or closed any more."""
        count = f"ls /proc/{self.pid}/fd 2>/dev/null | wc -l"
        seen = []
        while len(seen) < 3 or (len(set(seen[-3:])) > 1 and len(seen) < FILE_LOOKS_MAX):
            seen.append((self.machine.shell(count), self.emulator.file_count()))
            self.machine.shell("usleep 100000")
        return seen[-1]

    def expect(self, kind, **fields):
        return self.check(self.event(), kind, **fields)

    def expect_after_faults(self, kind, **fields):
        """The same, with any number of faults before it."""
        for _ in range(FAULTS_MAX):
            event = self.event()
            if event["event"] != "reader_fault":
                break
        return self.check(event, kind, **fields)

    def expect_until(self, kind):
        """The first event of that kind, whatever comes before it."""
        for _ in range(FAULTS_MAX):
            event = self.event()
            if event["event"] == kind:
                break
        return self.check(event, kind)

    def check(self, event, kind, **fields):
        self.assertEqual(event["event"], kind, event)
        for key, value in fields.items():
            self.assertEqual(event.get(key), value, event)
        return event
