"""guest_test.py PROGRAM RULES CACHE HELPERS [--long] [TEST…]: readers against Debian's own kernel.

Boots a guest with real usbhid and real udev. QEMU's keyboard and the program's own readers in software, over usbredir,
are plugged in, used, broken and pulled out; shoushi-reader and Debian's pcscd tell what they see. HELPERS is the folder of
the test's own programs; --long is for the tests that take their time. Exit status 77 if this machine cannot have a guest,
with the reason.
"""

import pathlib
import platform
import sys
import tempfile
import time
import unittest

import guest_image
import guest_machine
from ccid_cases import CcidTest
from guest_case import GuestCase
from keyboard_cases import KeyboardTest
from latency_cases import LatencyTest
from pcsc_cases import PcscTest
from sleep_cases import SleepTest
from wedge_cases import WedgeTest

SKIPPED = 77
CASES = (KeyboardTest, WedgeTest, CcidTest, SleepTest, PcscTest, LatencyTest)
LONG_PREFIX = "test_long_"


def choose(is_long, names):
    """The tests of the tier, or those that are named."""
    suite = unittest.TestSuite()
    for case in CASES:
        for name in unittest.defaultTestLoader.getTestCaseNames(case):
            if name in names if names else name.startswith(LONG_PREFIX) == is_long:
                suite.addTest(case(name))
    return suite


def run(program, kernel, initramfs, suite):
    with tempfile.TemporaryDirectory(prefix="shoushi-guest-") as folder:
        started = time.monotonic()
        machine = guest_machine.Machine(folder, kernel, initramfs)
        print(f"guest up after {time.monotonic() - started:.1f} s", flush=True)
        emulator = None
        try:
            emulator = guest_machine.Emulator(program, machine)
            GuestCase.machine, GuestCase.emulator = machine, emulator
            result = unittest.TextTestRunner(verbosity=2).run(suite)
            status = emulator.close()
            emulator = None
        finally:
            if emulator:
                emulator.close()
            machine.close()
    if status != 0:
        print(f"the emulator ended with status {status}")
    return result.wasSuccessful() and status == 0


def main():
    program, rules, cache, helpers = sys.argv[1:5]
    names = sys.argv[5:]
    is_long = "--long" in names
    names = [name for name in names if name != "--long"]
    if platform.machine() != "x86_64":
        print(f"skipped: the guest is amd64, this machine is {platform.machine()}")
        return SKIPPED
    try:
        guest_image.find_tool("qemu-system-x86_64")
        started = time.monotonic()
        kernel, initramfs = guest_image.build(pathlib.Path(cache), program, rules, pathlib.Path(helpers))
    except guest_image.Unavailable as lacking:
        print(f"skipped: {lacking}")
        return SKIPPED
    print(f"image after {time.monotonic() - started:.1f} s")
    return 0 if run(program, kernel, initramfs, choose(is_long, names)) else 1


if __name__ == "__main__":
    sys.exit(main())
