"""The demonstration: see scripts/demo."""

import argparse
import json
import os
import pathlib
import shutil
import signal
import socket
import sys
import time

import small_site
from small_site import Failure

PORT = 8460
MARK = ".shoushi-demo"  # says that a folder is ours to remove

# Whose cards lie on the strip below the kiosk's window: long and rare names, and two whose work has begun already.
STRIP = (7, 19, 41, 58, 83, 110, 152, 172, 260)
STRANGER = "4294967295\t未登记卡\t"  # and a card that is nobody's

# Who taps in the scripted morning, as places in the list of sample cards.
IN_TIME, ANOTHER, LATE = 12, 19, 152

# Who sits in for whom at the sample county's first meeting: with approval, and on a request that waits.
SUBSTITUTE, WAITING = 2, 8


def is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def make_folder(folder):
    """A fresh folder; one that is there is replaced only if an earlier demonstration made it."""
    if folder.exists():
        if not (folder / MARK).exists():
            raise Failure(f"{folder} is there and is not a demonstration's: move it away")
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / MARK).write_text("")


class Demo:
    def __init__(self, options):
        self.options = options
        self.folder = options.folder.resolve()
        make_folder(self.folder)
        self.display = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
        self.off_screen = options.check or not self.display
        self.cards_file = self.folder / "cards.tsv"
        self.passwords = {}
        self.server = None
        self.kiosk = None

    def start(self):
        binaries = self.options.binaries.resolve()
        self.server = small_site.Server(binaries, self.folder / "server", self.options.console.resolve(),
                                        PORT if is_free(PORT) else 0)
        self.passwords = self.server.init("青云县")
        print(self.server.command("sample", "--cards", str(self.cards_file)).strip())
        self.server.start()
        code = self.server.command("enrol-code", "--place", "县政府大楼 东门").split()[-1]
        strip = self.folder / "strip.tsv"
        cards = self.cards_file.read_text().splitlines()
        strip.write_text("\n".join([*(cards[index] for index in STRIP), STRANGER]) + "\n")
        settings = f'demo: {{ cards = "{strip}"; }};'
        if self.off_screen:
            settings += "\nwindow: { width = 1920; height = 1080; };"
        self.kiosk = small_site.Kiosk(binaries, self.folder / "kiosk", settings, self.off_screen)
        self.kiosk.enrol(self.server.url, code)
        self.kiosk.start()

    def stop(self):
        for part in (self.kiosk, self.server):
            if part:
                part.stop()

    def print_address(self):
        print(f"\nconsole   {self.server.url}")
        for account, password in self.passwords.items():
            print(f"          {account:10} one-time password {password}")

    # The scripted morning

    def tap(self, name, number, answers):
        result = self.kiosk.tap(number)
        picture = self.folder / f"{name}.png"
        self.kiosk.screenshot(picture)
        print(f"  {result['headline']:12} {result['name']:12} {picture.name}")
        if result["answer"] not in answers:
            raise Failure(f"{name}: the screen says {result['answer']}, expected one of {', '.join(answers)}")

    def sit_in(self, name, number, answer):
        """Touches "I sit in for…", taps, picks the first principal with a request, and signs."""
        kiosk = self.kiosk
        kiosk.touch("substitute", "ask_card")
        if kiosk.show_card(number, "choice")["choices"] == []:
            raise Failure(f"{name}: no request to pick from")
        kiosk.screenshot(self.folder / f"{name}-pick.png")
        kiosk.touch("choice 0", "confirm")
        kiosk.screenshot(self.folder / f"{name}-confirm.png")
        result = kiosk.touch("confirm", "result")["result"]
        picture = self.folder / f"{name}.png"
        kiosk.screenshot(picture)
        print(f"  {result['headline']:12} {result['name']:12} {picture.name}")
        if result["answer"] != answer:
            raise Failure(f"{name}: the screen says {result['answer']}, expected {answer}")

    def meeting(self, cards):
        """Returns how many taps were made."""
        print("\na meeting")
        self.kiosk.touch("meeting 0", "meeting")
        self.kiosk.screenshot(self.folder / "meeting.png")
        self.sit_in("substitute", cards[SUBSTITUTE][0], "substituted")
        self.sit_in("substitute-waiting", cards[WAITING][0], "substitute_waiting")
        return 2

    def month(self, cards):
        print("\nthe own month")
        small_site.wait_for("the result to be gone", lambda: self.kiosk.state()["screen"] != "result")
        self.kiosk.touch("month", "ask_card")
        self.kiosk.show_card(cards[IN_TIME][0], "month")
        self.kiosk.screenshot(self.folder / "month.png")
        self.kiosk.touch("cancel", "idle")
        self.kiosk.touch("whereabouts", "whereabouts")
        self.kiosk.screenshot(self.folder / "whereabouts.png")
        return 1

    def morning(self):
        cards = [line.split("\t") for line in self.cards_file.read_text().splitlines()]
        away = ("leave", "trip")
        print("\na morning at the door")
        self.kiosk.wait_online()
        self.kiosk.screenshot(self.folder / "idle.png")
        self.tap("on-time", cards[IN_TIME][0], ("on_time", "same_tap", "checked_in", "early", "left", *away))
        self.tap("already-recorded", cards[IN_TIME][0], ("same_tap", *away))
        self.tap("late", cards[LATE][0], ("late", "checked_in", "early", "left", *away))
        self.tap("not-recognised", "4294967295", ("unknown_card",))
        made = 4 + self.meeting(cards) + self.month(cards)
        self.server.stop(signal.SIGKILL)
        small_site.wait_for("the kiosk to miss the server", lambda: self.kiosk.state()["network"] != "well")
        self.tap("offline", cards[ANOTHER][0], ("on_time", "same_tap", "checked_in", "early", "left", *away))
        self.server.start()
        self.check_report(made=made + 1)

    def check_report(self, made):
        console = small_site.Console(self.server.url)
        # A password of its own, so that the one-time password that is printed still works.
        password = self.server.command("user", "add", "demo-check", "--name", "demo", "--roles", "inspector").split()[-1]
        console.log_in("demo-check", password)
        changed = "the demonstration checks itself"
        console.change_password(password, changed)
        console.log_in("demo-check", changed)

        def all_there():
            taps = console.get("/api/v1/taps?limit=1000")["taps"]
            kiosk = max(tap["kiosk"] for tap in taps)
            return sum(tap["kiosk"] == kiosk for tap in taps) == made

        small_site.wait_for(f"{made} taps on the server", all_there)
        month = console.get("/api/v1/reports/months")["months"][0]
        report = console.get(f"/api/v1/reports/months/{month}")
        (self.folder / f"month-{month}.json").write_text(json.dumps(report, ensure_ascii=False, indent=1))
        papers = {"month": ((f"months/{month}.xlsx", b"PK"), (f"months/{month}.pdf", b"%PDF-")),
                  "bulletin": ((f"bulletins/{month}.pdf", b"%PDF-"), (f"bulletins/{month}.docx", b"PK"))}
        made = []
        for name, files in papers.items():
            for path, begins in files:
                status, _, data = console.call("GET", f"/api/v1/reports/{path}")
                if status != 200 or not data.startswith(begins):
                    raise Failure(f"{path}: {status}")
                made.append(self.folder / f"{name}-{month}.{path.rsplit('.', 1)[1]}")
                made[-1].write_bytes(data)
        best = report["units"][0]
        print(f"\nmonth {month}: {len(report['staff'])} people, {len(report['units'])} units, first {best['name']} "
              f"with {best['rate_bp'] / 100:.2f} %")
        for paper in made:
            print(f"          {paper}")
        status, _, page = console.call("GET", "/")
        if status != 200 or b"<html" not in page.lower():
            raise Failure(f"the console's page: {status}")

    # Until somebody has seen enough

    def show(self):
        print("\nThe kiosk's window is open: tap a card of the strip below, by touch or by key. Close it to end.")
        while self.kiosk.running.process.poll() is None:
            self.server.running.alive()
            time.sleep(0.5)

    def stay(self):
        print("\nCtrl-C ends.")
        while self.server.running.alive() and self.kiosk.running.alive():
            time.sleep(0.5)


def read_options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binaries", type=pathlib.Path, required=True)
    parser.add_argument("--console", type=pathlib.Path, required=True)
    parser.add_argument("--folder", type=pathlib.Path, required=True)
    parser.add_argument("--check", action="store_true")
    return parser.parse_args()


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    demo = None
    try:
        demo = Demo(read_options())
        demo.start()
        if demo.off_screen:
            demo.morning()
        demo.print_address()
        if not demo.options.check:
            demo.stay() if demo.off_screen else demo.show()
    except KeyboardInterrupt:
        print()
    except (Failure, OSError, json.JSONDecodeError) as failure:
        print(f"demo: {failure}", file=sys.stderr)
        return 1
    finally:
        if demo:
            demo.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
