"""The guest's devices are put to sleep with readers plugged in."""

from guest_case import GuestCase

CCID = "1-5"  # the guest's, of the emulator's 1-1
WEDGE = "1-6"
UID = "04A1B2C3D4E5F6"
OTHER_UID = "04112233445566"


class SleepTest(GuestCase):
    def test_sleep(self):
        """One reader is in the middle of a number, on the other lies a card: afterwards both read, and the card that lay
        there is no second tap."""
        self.start()
        self.plug_emulated("ccid")
        self.expect("reader_added", reader=CCID)
        self.plug_emulated("ffff:0035", "1-2")
        self.expect("reader_added", reader=WEDGE)
        self.emulator.run(f"put {UID} 1-1")
        self.expect("card", reader=CCID, number=UID)
        self.emulator.run("pace 8 8 1-2")
        self.emulator.run("type 00123 1-2")
        self.machine.sleep()
        self.assertNotIn('"card"', self.machine.output.drain(5))
        self.emulator.run("card 0012345678 1-2")
        self.expect_after_faults("card", reader=WEDGE, number="00BC614E")
        self.emulator.run("take 1-1")
        self.expect_after_faults("card_removed", reader=CCID, number=UID)
        self.emulator.run(f"put {OTHER_UID} 1-1")
        self.expect_after_faults("card", reader=CCID, number=OTHER_UID)
        self.assertEqual(self.stop(), 0)
