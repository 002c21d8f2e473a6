"""The CCID reader in software against Debian's pcscd and libccid: a witness that shares nothing with our driver."""

from guest_case import INTERFACE, GuestCase

PORT = "1-5"  # the guest's, of the emulator's 1-1
STORAGE_ATR = "3B8F8001804F0CA0000003060300{:02X}00000000{:02X}"
CARDS = (
    ("04A1B2C3", "", STORAGE_ATR.format(0x01, 0x6A)),
    ("04A1B2C3", "kind=classic4k", STORAGE_ATR.format(0x02, 0x69)),
    ("04A1B2C3D4E5F6", "kind=ultralight", STORAGE_ATR.format(0x03, 0x68)),
    ("04A1B2C3D4E5F6", "kind=desfire", "3B81800180" + "80"),
    ("04A1B2C3D4E5F6070809", "", STORAGE_ATR.format(0x00, 0x6B)),
)


class PcscTest(GuestCase):
    def setUp(self):
        super().setUp()
        self.machine.shell("rm -rf /run/pcscd; mkdir -p /run/pcscd; pcscd -f >/run/pcscd.log 2>&1 &")
        self.daemon = self.machine.shell("echo $!")

    def tearDown(self):
        super().tearDown()
        self.machine.shell(f"kill {self.daemon}; wait {self.daemon} || true")

    def witness(self):
        self.wait_until("[ -e /run/pcscd/pcscd.comm ]")
        self.machine.shell("pcsc-witness >&4 2>&4 &")
        self.pid = self.machine.shell("echo $!")

    def told(self):
        return self.machine.output.wait_for(r"\n").split()

    def meet(self, reader, name):
        self.witness()
        self.plug_emulated(reader)
        told = self.told()
        self.assertEqual(told[0], "reader")
        self.assertIn(name, " ".join(told))

    def lay(self, uid, option, atr):
        self.emulator.run(f"put {uid} {option}")
        self.assertEqual(self.told(), ["card", atr, uid, "9000"])
        self.emulator.run("take")
        self.assertEqual(self.told(), ["removed"])

    def test_cards(self):
        """UIDs of every length and the ATRs of PC/SC part 3."""
        self.meet("ccid", "Identiv uTrust 3700 F CL")
        for card in CARDS:
            self.lay(*card)
        self.unplug_emulated()
        self.assertEqual(self.told(), ["gone"])

    def test_short_level_without_interrupt(self):
        self.meet("ccid level=short interrupt=no", "Identiv uTrust 3700 F CL")
        self.lay(*CARDS[0])

    def test_acr122(self):
        """pcscd does not take a reader from the kernel's NFC driver."""
        self.machine.shell("rmmod pn533_usb")
        self.addCleanup(self.machine.shell, "insmod /modules/pn533_usb.ko")
        self.meet("acr122", "ACS ACR122U PICC Interface")
        self.lay(*CARDS[0])

    def test_another_program_holds_the_reader(self):
        """The kiosk's user sees no files of root's service, and is told all the same whom to end; then it reads."""
        self.plug_emulated("ccid")
        self.wait_until(f"readlink {INTERFACE.format(port=PORT)} | grep -q usbfs")
        self.start()
        self.expect("reader_added", reader=PORT)
        reason = self.expect("reader_fault", reader=PORT)["reason"]
        self.assertIn(f"another program holds the reader, most likely pcscd (process {self.daemon}); stop it with", reason)
        self.machine.shell(f"kill {self.daemon}; wait {self.daemon} || true")
        self.emulator.run("put 04A1B2C3")
        self.expect_after_faults("card", reader=PORT, number="04A1B2C3")

    def test_time_extension(self):
        """Debian's driver waits for as long as the reader asks it to."""
        self.meet("ccid", "Identiv")
        self.emulator.run("fault extend=5 on=xfr")
        self.lay(*CARDS[0])

    def test_two_cards(self):
        """A reader that hears two cards has none to tell of."""
        self.meet("ccid", "Identiv")
        self.emulator.run("put 04A1B2C3")
        self.assertEqual(self.told()[0], "card")
        self.emulator.run("put 05A1B2C3")
        self.emulator.run("take 04A1B2C3")
        self.assertEqual(self.told()[0], "removed")
        self.assertEqual(self.told()[:3:2], ["card", "05A1B2C3"])
