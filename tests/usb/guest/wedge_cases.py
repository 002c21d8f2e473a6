"""The program's own wedge reader in software, plugged into the guest over usbredir."""

from guest_case import GuestCase

PORT = "1-5"  # the guest's, of the emulator's 1-1
SECOND = "1-6"
FORMS = ("boot", "plain", "numbered", "bitmap", "stubborn")
HOT_PLUGS = 5
LONG_HOT_PLUGS = 100


class WedgeTest(GuestCase):
    def plug_ready(self):
        self.start()
        self.plug_emulated("ffff:0035")
        self.expect("reader_added", reader=PORT, driver="wedge", vid="ffff", pid="0035")
        self.emulator.run("pace 8 8")

    def test_types(self):
        """The kernel's driver has it first and gets it back; what it types is a card."""
        self.plug_emulated("ffff:0035")
        self.wait_until(f"[ -e /sys/bus/usb/devices/{PORT}:1.0/driver ]")
        self.assertEqual(self.driver(PORT), "usbhid")
        self.start()
        self.expect("reader_added", reader=PORT, driver="wedge")
        self.emulator.run("pace 8 8")
        for text, number in (("0012345678", "00BC614E"), ("4294967295", "FFFFFFFF"), ("0000000001", "00000001")):
            self.emulator.run(f"card {text}")
            self.expect("card", reader=PORT, number=number, format="decimal")
        self.assertEqual(self.stop(), 0)
        self.assertEqual(self.driver(PORT), "usbhid")

    def test_every_form(self):
        """Whatever its reports look like, the kernel understands them, and so does the program."""
        self.start()
        for i, form in enumerate(FORMS):
            with self.subTest(form=form):
                self.plug_emulated(f"ffff:0035 form={form}")
                self.expect("reader_added", reader=PORT, driver="wedge")
                self.emulator.run("pace 8 8")
                self.emulator.run(f"card {i + 1:010}")
                self.expect("card", reader=PORT, number=f"{i + 1:08X}")
                self.unplug_emulated()
                self.expect_after_faults("reader_removed", reader=PORT)

    def test_pulled_out_in_the_middle(self):
        """Half a number is no card, and the same port works again at once."""
        self.plug_ready()
        self.emulator.run("type 00123")
        self.unplug_emulated()
        self.expect_after_faults("reader_removed", reader=PORT)
        self.plug_emulated("ffff:0035")
        self.expect("reader_added", reader=PORT)
        self.emulator.run("card 0012345678")
        self.expect("card", number="00BC614E")

    def test_faults(self):
        """Whatever the reader does, the next card is read."""
        self.plug_ready()
        for fault in ("stall", "zero", "short", "long", "babble", "rollover", "broken"):
            with self.subTest(fault=fault):
                self.emulator.run(f"fault {fault}")  # met by the read that waits
                # A number that lost its keys ends in silence.
                self.machine.output.drain(2.5 if fault in ("short", "rollover") else 0.3)
                self.emulator.run("card 0012345678")
                self.expect_after_faults("card", reader=PORT, number="00BC614E")

    def test_two_equal_readers(self):
        """Told apart by their ports."""
        self.plug_ready()
        self.plug_emulated("ffff:0035", "1-2")
        self.expect("reader_added", reader=SECOND)
        self.emulator.run("pace 8 8 1-2")
        self.emulator.run("card 0000000002 1-2")
        self.expect("card", reader=SECOND, number="00000002")
        self.emulator.run("card 0000000001 1-1")
        self.expect("card", reader=PORT, number="00000001")

    def hot_plug(self, times):
        """In and out; no descriptor is left open on either side."""
        self.start()
        before = None
        for _ in range(times):
            self.plug_emulated("ffff:0035")
            self.expect("reader_added", reader=PORT)
            self.unplug_emulated()
            self.expect_after_faults("reader_removed", reader=PORT)
            before = before or self.open_files()
        self.assertEqual(self.open_files(), before)
        self.plug_emulated("ffff:0035")
        self.expect("reader_added")
        self.emulator.run("pace 8 8")
        self.emulator.run("card 0012345678")
        self.expect("card", number="00BC614E")

    def test_hot_plug(self):
        self.hot_plug(HOT_PLUGS)

    def test_long_hot_plug(self):
        self.hot_plug(LONG_HOT_PLUGS)
