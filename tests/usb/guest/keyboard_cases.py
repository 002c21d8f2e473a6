"""QEMU's own keyboard as a wedge reader."""

from guest_case import AS_KIOSK, AS_STRANGER, INTERFACE, GuestCase

HOT_PLUGS = 8
INPUT = "/sys/bus/usb/devices/1-1:1.0/*/input/input*/event*"


class KeyboardTest(GuestCase):
    def test_udev_rules(self):
        """The node is the group's, the reader stays awake, and no screen hears of what it types."""
        self.plug("reader", 1)
        self.wait_until(f"ls -d {INPUT}")
        self.machine.shell("udevadm settle")
        self.assertEqual(self.driver("1-1"), "usbhid")
        node = self.machine.shell("stat -c '%U:%G %a' /dev/bus/usb/001/*$(cat /sys/bus/usb/devices/1-1/devnum)")
        self.assertEqual(node, "root:shoushi 660")
        self.assertEqual(self.machine.shell("cat /sys/bus/usb/devices/1-1/power/control"), "on")
        event = self.machine.shell(f"udevadm info --query=property --path=$(ls -d {INPUT})")
        self.assertIn("LIBINPUT_IGNORE_DEVICE=1", event)

    def test_card(self):
        """The kernel's driver gives way, a card is read, and the kernel has its reader back in the end."""
        self.plug("reader", 1)
        self.wait_until("[ -e /sys/bus/usb/devices/1-1:1.0/driver ]")
        self.assertEqual(self.driver("1-1"), "usbhid")
        self.start()
        self.expect("reader_added", reader="1-1", driver="wedge", vid="0627", pid="0001")
        self.assertEqual(self.driver("1-1"), "usbfs")
        self.assertEqual(self.machine.shell(f"ls -d {INPUT} 2>/dev/null || true"), "")
        self.machine.type("0012345678\n")
        self.expect("card", reader="1-1", number="00BC614E", format="decimal")
        self.machine.type("4294967295\n0000000001\n")
        self.expect("card", number="FFFFFFFF")
        self.expect("card", number="00000001")
        self.machine.type("123\n")
        fault = self.expect("reader_fault")
        self.assertIn("3 characters", fault["reason"])
        self.assertEqual(self.stop(), 0)
        self.assertEqual(self.driver("1-1"), "usbhid")

    def test_pulled_out_in_the_middle(self):
        """Half a number is no card, and the same port works again at once."""
        self.start()
        self.plug("reader", 1)
        self.expect("reader_added", reader="1-1")
        self.machine.type("00123")
        self.unplug("reader")
        self.expect("reader_removed", reader="1-1")
        self.plug("again", 1)
        self.expect("reader_added", reader="1-1")
        self.machine.type("0012345678\n")
        self.expect("card", number="00BC614E")

    def test_two_equal_readers(self):
        """Told apart by their ports."""
        self.start()
        self.plug("left", 1)
        self.expect("reader_added", reader="1-1")
        self.plug("right", 2)
        self.expect("reader_added", reader="1-2")
        self.machine.type("0000000002\n")
        self.expect("card", reader="1-2", number="00000002")
        self.unplug("right")
        self.expect("reader_removed", reader="1-2")
        self.machine.type("0000000001\n")
        self.expect("card", reader="1-1", number="00000001")

    def test_hub_pulled_out(self):
        """Every reader on it goes, one in the middle of a number; plugged in again they read."""
        self.start()
        self.machine.monitor("device_add", driver="usb-hub", id="hub", bus="xhci.0", port="3")
        self.plugged.append("hub")
        for name, port in (("left", "3.1"), ("right", "3.2")):
            self.machine.plug(name, port)
            self.expect("reader_added", reader=f"1-{port}")
        self.machine.type("00123")
        self.unplug("hub")
        gone = {self.expect("reader_removed")["reader"] for _ in range(2)}
        self.assertEqual(gone, {"1-3.1", "1-3.2"})
        self.machine.monitor("device_add", driver="usb-hub", id="hub2", bus="xhci.0", port="3")
        self.plugged.append("hub2")
        self.machine.plug("again", "3.1")
        self.expect("reader_added", reader="1-3.1")
        self.machine.type("0012345678\n")
        self.expect("card", reader="1-3.1", number="00BC614E")

    def test_hot_plug(self):
        """In and out, again and again; no descriptor is left open."""
        self.start()
        before = None
        for i in range(HOT_PLUGS):
            self.plug(f"reader{i}", 1 + i % 4)
            self.expect("reader_added", reader=f"1-{1 + i % 4}")
            self.unplug(f"reader{i}")
            self.expect("reader_removed", reader=f"1-{1 + i % 4}")
            before = before or self.open_files()
        self.assertEqual(self.open_files(), before)
        self.plug("last", 1)
        self.expect("reader_added")
        self.machine.type("0012345678\n")
        self.expect("card", number="00BC614E")

    def test_idle(self):
        """A reader that nobody uses wakes no thread."""
        self.plug("reader", 1)
        self.start()
        self.expect("reader_added")
        self.machine.type("0012345678\n")
        self.expect("card")
        switches = f"cat /proc/{self.pid}/task/*/status | grep ^voluntary_ctxt"
        self.machine.output.drain(1)
        before = self.machine.shell(switches)
        self.machine.output.drain(5)
        self.assertEqual(self.machine.shell(switches), before)

    def test_no_permission(self):
        """Says which node, which group and which rule; and reads once it may."""
        self.plug("reader", 1)
        self.wait_until("[ -e /sys/bus/usb/devices/1-1:1.0/driver ]")
        self.machine.shell("udevadm settle")
        for who, access in ((AS_KIOSK, "yes"), (AS_STRANGER, "denied")):
            listed = self.machine.shell(f"{who} shoushi-reader list --ids 0627:0001").splitlines()
            self.assertEqual(listed[1].split()[:4], ["1-1", "0627:0001", "wedge", access])
            self.assertEqual(len(listed), 2 if access == "yes" else 3)
            if access == "denied":
                self.assertRegex(listed[2], "^ +no permission for /dev/bus/usb/001/[0-9]+.*group shoushi.*not in that group$")
        self.start(AS_STRANGER)
        self.expect("reader_added", reader="1-1")
        fault = self.expect("reader_fault", reader="1-1")
        self.assertRegex(fault["reason"], "no permission for /dev/bus/usb/001/[0-9]+.*group shoushi.*not in that group")
        self.assertEqual(self.stop(), 0)
        self.machine.shell("chown root:root /dev/bus/usb/001/*; chmod 600 /dev/bus/usb/001/*")
        self.start()
        self.expect("reader_added")
        fault = self.expect("reader_fault")
        self.assertIn("group root instead of shoushi", fault["reason"])
        self.assertIn("70-shoushi-readers.rules is missing, or has no line for 0627:0001 (its head shows how to add one)",
                      fault["reason"])
        self.machine.shell("chgrp shoushi /dev/bus/usb/001/*; chmod 660 /dev/bus/usb/001/*")
        self.wait_until(f"readlink {INTERFACE.format(port='1-1')} | grep -q usbfs")
        self.machine.type("0012345678\n")
        self.expect("card", number="00BC614E")

    def test_killed(self):
        """A program that dies leaves the reader mute; the next one takes it and gives it back."""
        self.plug("reader", 1)
        self.start()
        self.expect("reader_added")
        self.machine.shell(f"kill -KILL {self.pid}; wait {self.pid} || true")
        self.assertEqual(self.driver("1-1"), "")
        self.start()
        self.expect("reader_added")
        self.machine.type("0012345678\n")
        self.expect("card", number="00BC614E")
        self.assertEqual(self.stop(), 0)
        self.assertEqual(self.driver("1-1"), "usbhid")
