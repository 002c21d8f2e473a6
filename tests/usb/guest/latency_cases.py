"""How long a card takes from the end of its last USB transfer, by the kernel's clock, to the line in another process's hands:
the program in turn with a bare loop on libusb. The figures are for people."""

from guest_case import INTERFACE, GuestCase

PORT = "1-5"  # the guest's, of the emulator's 1-1
ROUNDS = 3
CARDS = 60


class LatencyTest(GuestCase):
    def told(self):
        return self.machine.output.wait_for(r"\n").strip()

    def latencies(self, command, card):
        self.machine.shell(f"usb-latency time {CARDS} {command} >&4 2>&4 &")
        self.assertEqual(self.told(), "ready")
        for i in range(CARDS):
            self.emulator.run(f"card {card.format(i + 1)}")
        took = [int(self.told().removeprefix("took ")) for _ in range(CARDS)]
        self.assertEqual(self.told(), "end")
        return took

    def compare(self, kind, usb_id, card):
        """Both in turn, so that a noisy machine is noisy for both."""
        took = {"bare_loop": [], "shoushi_reader": []}
        for _ in range(ROUNDS):
            took["bare_loop"] += self.latencies(f"usb-latency {kind} {usb_id}", card)
            took["shoushi_reader"] += self.latencies("shoushi-reader monitor --json --inter-key 2000 --again 0", card)
        for name, times in took.items():
            times.sort()
            print(f"\n{kind} {name} cards={len(times)} p50_us={times[len(times) // 2]} "
                  f"p99_us={times[len(times) * 99 // 100]} ", end="", flush=True)

    def test_long_wedge(self):
        self.plug_emulated("ffff:0035")
        self.wait_until(f"[ -e {INTERFACE.format(port=PORT)} ]")
        self.emulator.run("pace 8 8")
        self.compare("wedge", "ffff:0035", "{:010}")

    def test_long_ccid(self):
        self.plug_emulated("ccid")
        self.compare("ccid", "04e6:5790", "04{:06X}")
