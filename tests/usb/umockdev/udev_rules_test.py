"""The rules in udev/ through the machine's own udevadm, on a fake sysfs of umockdev and in a mount namespace, so that
nothing of the machine is touched: which devices the kiosk may open, and which keyboards libinput leaves alone.

udev_rules_test.py RULES DRIVERS    exits 77 where no namespace can be made
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

TABLE_ID = re.compile(r"\{\{\s*0x([0-9a-fA-F]{4}),\s*0x([0-9a-fA-F]{4})\}")
SKIPPED = 77
GROUP_ID = 31337
LOCAL_RULE = re.compile(r'^#\s+(SUBSYSTEMS=="usb".*"1234".*"5678".*)$', re.M)  # as the rules show it to a site

HID = "0904000001030101 04 0921100121012241 00 0705810308000a"
CCID = "09040000030b000000 0705810308001007050202400000 07058202400000"
STORAGE = "09040000020806500007050102400000 07058202400000"
VENDOR = "0904000002ff00000007050202400000 07058202400000"


def descriptors(vendor, product, interface):
    body = bytes.fromhex(interface)
    device = bytes([18, 1, 0x10, 1, 0, 0, 0, 8]) + bytes.fromhex(vendor)[::-1] + bytes.fromhex(product)[::-1]
    device += bytes([0, 1, 1, 2, 0, 1])
    length = 9 + len(body)
    return (device + bytes([9, 2, length & 255, length >> 8, 1, 1, 0, 0x80, 50]) + body).hex().upper()


def usb_device(vendor, product, interface):
    return f"""P: /devices/pci0000:00/usb1/1-1
E: DEVTYPE=usb_device
E: SUBSYSTEM=usb
N: bus/usb/001/002=00
E: DEVNAME=/dev/bus/usb/001/002
E: MAJOR=189
E: MINOR=1
A: idVendor={vendor}\\n
A: idProduct={product}\\n
A: power/control=auto\\n
H: descriptors={descriptors(vendor, product, interface)}

"""


def input_device(vendor, product):
    return f"""P: /devices/pci0000:00/usb1/1-1/1-1:1.0/input/input7/event3
E: SUBSYSTEM=input
E: DEVNAME=/dev/input/event3
E: MAJOR=13
E: MINOR=67

P: /devices/pci0000:00/usb1/1-1/1-1:1.0/input/input7
E: SUBSYSTEM=input
E: PRODUCT=3/1/1/110

P: /devices/pci0000:00/usb1/1-1/1-1:1.0
E: DEVTYPE=usb_interface
E: SUBSYSTEM=usb

{usb_device(vendor, product, HID)}"""


class Udev:
    """udevadm test on one device, under our rules and those that they build on."""

    def __init__(self, rules):
        self.folder = tempfile.TemporaryDirectory()
        root = pathlib.Path(self.folder.name)
        (root / "rules").mkdir()
        for base in ("/usr/lib/udev/rules.d/50-udev-default.rules", rules):
            path = pathlib.Path(base)
            text = path.read_text(encoding="utf-8")
            (root / "rules" / path.name).write_text(text, encoding="utf-8")
        (root / "rules" / "69-shoushi-local.rules").write_text(LOCAL_RULE.search(text)[1] + "\n", encoding="utf-8")
        groups = pathlib.Path("/etc/group").read_text(encoding="utf-8")
        (root / "group").write_text(groups + f"shoushi:x:{GROUP_ID}:\n", encoding="utf-8")
        self.root = root

    def run(self, description, path):
        (self.root / "device.umockdev").write_text(description, encoding="utf-8")
        script = f"""set -e
mount --bind {self.root}/rules /usr/lib/udev/rules.d
mount --bind {self.root}/group /etc/group
mount -t tmpfs none /run
umockdev-run --device {self.root}/device.umockdev -- udevadm test {path} 2>&1
"""
        done = subprocess.run(["unshare", "--mount", "sh", "-c", script], capture_output=True, text=True, timeout=60,
                              check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr or done.stdout)
        return done.stdout


class RulesTest(unittest.TestCase):
    udev = None
    known = ()  # (vendor, product, driver)

    def device(self, vendor, product, interface):
        return self.udev.run(usb_device(vendor, product, interface), "/devices/pci0000:00/usb1/1-1")

    def keyboard(self, vendor, product):
        return self.udev.run(input_device(vendor, product),
                             "/devices/pci0000:00/usb1/1-1/1-1:1.0/input/input7/event3")

    def assert_reader(self, said, driver):
        self.assertIn(f"SHOUSHI_READER={driver}\n", said)
        self.assertRegex(said, rf"GROUP {GROUP_ID}\b")
        self.assertRegex(said, r"MODE 0660")
        self.assertIn("power/control' writing 'on'", said)

    def assert_left_alone(self, said):
        self.assertNotIn("SHOUSHI_READER", said)
        self.assertNotRegex(said, rf"GROUP {GROUP_ID}\b")
        self.assertNotIn("power/control", said)

    def test_rules__are_read_without_a_complaint(self):
        said = self.device("04e6", "5790", CCID)
        ours = [line for line in said.splitlines() if "70-shoushi-readers.rules" in line]
        for line in ours:
            self.assertNotRegex(line, r"(?i)unknown|invalid|ignoring|fail|unbalanced")

    def test_rules__every_reader_of_the_tables_may_be_opened(self):
        self.assertGreater(len(self.known), 3)
        for vendor, product, driver in self.known:
            with self.subTest(vendor=vendor, product=product):
                self.assert_reader(self.device(vendor, product, VENDOR if driver == "ccid" else HID), driver)

    def test_rules__any_ccid_reader_may_be_opened(self):
        self.assert_reader(self.device("04e6", "5790", CCID), "ccid")

    def test_rules__what_is_no_reader_is_left_alone(self):
        for interface in (HID, STORAGE, VENDOR):
            self.assert_left_alone(self.device("046d", "c31c", interface))

    def test_rules__a_site_adds_a_reader_by_the_line_that_they_show(self):
        self.assert_reader(self.device("1234", "5678", HID), "wedge")
        self.assertIn("LIBINPUT_IGNORE_DEVICE=1\n", self.keyboard("1234", "5678"))

    def test_rules__libinput_leaves_wedges_alone_and_no_keyboard(self):
        for vendor, product, driver in self.known:
            if driver == "wedge":
                self.assertIn("LIBINPUT_IGNORE_DEVICE=1\n", self.keyboard(vendor, product))
        self.assertNotIn("LIBINPUT_IGNORE_DEVICE", self.keyboard("046d", "c31c"))


def read_tables(drivers):
    for path in sorted(pathlib.Path(drivers).glob("*/*_readers.c")):
        driver = path.name.removesuffix("_readers.c")
        for match in TABLE_ID.finditer(path.read_text(encoding="utf-8")):
            yield match[1].lower(), match[2].lower(), driver


def main():
    rules, drivers = sys.argv[1:3]
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode != 0:
        print("no mount namespace can be made here")
        return SKIPPED
    RulesTest.udev = Udev(rules)
    RulesTest.known = tuple(read_tables(drivers))
    result = unittest.main(argv=sys.argv[:1], exit=False).result
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
