"""The program's own CCID reader in software over usbredir, and its driver in the guest."""

from guest_case import AS_KIOSK, INTERFACE, GuestCase

PORT = "1-5"  # the guest's, of the emulator's 1-1
UIDS = ("04A1B2C3", "04A1B2C3D4E5F6", "04A1B2C3D4E5F6070809")
HOT_PLUGS = 5
LONG_HOT_PLUGS = 100
QUICK_CARDS = 60
FAULTS = ("seq", "slot", "type", "length", "short=4", "zero", "stall", "broken", "error=251", "extend=3", "twice")
SLOW_FAULTS = ("silent", "babble", "refuse", "empty", "long=5", "late=700", "notify-zero", "notify-short", "notify-lie",
               "notify-stall", "notify-babble", "notify-lost", "hardware", "error=254 count=3", "unplug", "leave")


class CcidTest(GuestCase):
    def start_with(self, reader):
        self.start("")
        self.plug_emulated(reader)
        self.expect("reader_added", reader=PORT, driver="ccid")

    def lay(self, uid, **fields):
        """A card in and out; what is told of it."""
        self.emulator.run(f"put {uid}")
        self.expect_after_faults("card", reader=PORT, number=uid, format="uid", **fields)
        self.emulator.run("take")
        self.expect_after_faults("card_removed", reader=PORT)

    def test_card(self):
        """In and out, with UIDs of every length."""
        self.start_with("ccid")
        for uid in UIDS:
            self.lay(uid)
        self.assertEqual(self.stop(), 0)

    def test_cards_as_fast_as_they_are_read(self):
        """Each is gone as soon as the host has its number, so that the notice of that may come first: none is lost."""
        self.start_with("ccid")
        numbers = [f"04{i:06X}" for i in range(QUICK_CARDS)]
        for number in numbers:
            self.emulator.run(f"card {number}")
        for number in numbers:
            for kind in ("card", "card_removed"):
                self.expect(kind, reader=PORT, number=number)

    def test_without_interrupt(self):
        self.start_with("ccid interrupt=no level=short")
        self.lay(UIDS[0])

    def test_acr122(self):
        """The kernel's NFC driver has it first, gives way, and gets it back; then it beeps when it is asked to."""
        self.plug_emulated("acr122")
        self.wait_until(f"readlink {INTERFACE.format(port=PORT)} | grep -q pn533_usb")
        self.start("")
        self.expect("reader_added", reader=PORT, driver="ccid")
        self.lay(UIDS[1])
        self.assertEqual(self.stop(), 0)
        self.wait_until(f"readlink {INTERFACE.format(port=PORT)} | grep -q pn533_usb")
        self.machine.shell(f"{AS_KIOSK} shoushi-reader beep {PORT}")
        self.assertRegex(self.emulator.run("show"), "beeps [1-9]")

    def test_hung_reader_is_reset(self):
        """It answers nothing any more, until the kernel resets it; the card that lies there is told then, once."""
        resets = "dmesg | grep -c 'usb 1-5: reset .*-speed USB device' || true"
        self.start_with("ccid")
        before = int(self.machine.shell(resets))
        self.emulator.run("fault hang on=xfr")
        self.emulator.run(f"put {UIDS[0]}")
        self.expect_after_faults("card", reader=PORT, number=UIDS[0])
        self.assertEqual(int(self.machine.shell(resets)), before + 1)
        self.emulator.run("take")
        self.expect_after_faults("card_removed", reader=PORT)
        self.lay(UIDS[1])

    def test_levels_below_apdu(self):
        """Declined, with a word that says why."""
        self.start("")
        self.plug_emulated("ccid level=tpdu")
        self.expect("reader_added", reader=PORT)
        fault = self.expect("reader_fault", reader=PORT)
        self.assertIn("TPDU", fault["reason"])

    def test_pulled_out_in_the_middle(self):
        """The answer never comes; the same port works again at once."""
        self.start_with("ccid")
        self.emulator.run("fault unplug on=xfr")
        self.emulator.run(f"put {UIDS[0]}")
        self.expect_after_faults("reader_removed", reader=PORT)
        self.emulated.clear()
        self.plug_emulated("ccid")
        self.expect_after_faults("reader_added", reader=PORT)
        self.lay(UIDS[1])

    def meet(self, faults):
        """Each fault at a card's first exchange; then the next card is read as if nothing had been."""
        for fault in faults:
            with self.subTest(fault=fault):
                self.start_with("ccid")
                is_notice = fault.startswith(("notify", "hardware"))
                self.emulator.run(f"fault {fault}" + ("" if is_notice else " on=xfr"))
                self.emulator.run(f"put {UIDS[0]}")
                self.machine.output.drain(1.5)
                self.emulator.send("take")  # where the reader left, there is nothing to take
                if not self.emulator.answer().startswith("ok"):
                    self.emulated.clear()
                    self.plug_emulated("ccid")
                self.machine.output.drain(6)
                self.emulator.run("show")
                self.lay(UIDS[1])
            self.tearDown()
            self.setUp()

    def test_faults(self):
        self.meet(FAULTS[:4])

    def test_long_faults(self):
        self.meet(FAULTS + SLOW_FAULTS)

    def hot_plug(self, times):
        """In and out with a card on it; no descriptor is left open on either side."""
        self.start("")
        before = None
        for i in range(times):
            self.plug_emulated("ccid")
            self.expect("reader_added", reader=PORT)
            if i % 2:
                self.emulator.run(f"put {UIDS[0]}")
                self.expect_after_faults("card", number=UIDS[0])
            self.unplug_emulated()
            self.expect_until("reader_removed")
            before = before or self.open_files()
        self.assertEqual(self.open_files(), before)

    def test_hot_plug(self):
        self.hot_plug(HOT_PLUGS)

    def test_long_hot_plug(self):
        self.hot_plug(LONG_HOT_PLUGS)

    def test_idle(self):
        """A reader with an interrupt endpoint that nobody uses wakes no thread."""
        self.start_with("ccid")
        self.lay(UIDS[0])
        switches = f"cat /proc/{self.pid}/task/*/status | grep ^voluntary_ctxt"
        self.machine.output.drain(2)
        before = self.machine.shell(switches)
        self.machine.output.drain(4)
        self.assertEqual(self.machine.shell(switches), before)
