"""From the start of shoushi-kiosk to its first recorded tap, with the server up and down, as a ratio to opening the window and the
fonts alone (a kiosk that belongs to nobody yet, up to its first answer).

    start_bench.py FOLDER-OF-PROGRAMS [ROUNDS]"""

import pathlib
import statistics
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "scripts"))

import small_site  # noqa: E402  (its folder is known only now)

PAUSE_S = 0.002


def wait(ready):
    while not ready():
        time.sleep(PAUSE_S)


def answers(kiosk):
    kiosk.running.alive()
    try:
        return kiosk.state()
    except (OSError, small_site.Failure):
        return None


def launch(kiosk):
    began = time.monotonic()
    kiosk.running = small_site.Program("shoushi-kiosk", [kiosk.program, "--config", kiosk.config], kiosk.folder / "kiosk.log",
                                       kiosk.environment)
    wait(lambda: answers(kiosk))
    return began


def floor(kiosk):
    began = launch(kiosk)
    took = time.monotonic() - began
    kiosk.stop()
    return took


def first_tap(kiosk, card):
    began = launch(kiosk)
    kiosk.plug()
    kiosk.expect(kiosk.reader.ask(f"card {card}"))
    wait(lambda: kiosk.state()["taps"] > 0)
    took = time.monotonic() - began
    result = kiosk.state()["result"]
    assert result and result["answer"] != "not_recorded", result
    kiosk.stop()
    return took


def main():
    binaries = pathlib.Path(sys.argv[1]).resolve()
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    with tempfile.TemporaryDirectory(prefix="shoushi-start-") as folder:
        folder = pathlib.Path(folder)
        server = small_site.Server(binaries, folder / "server")
        server.init("青云县")
        server.command("sample", "--cards", str(folder / "cards.tsv"))
        card = (folder / "cards.tsv").read_text().split("\t")[0]
        server.start()
        kiosk = small_site.Kiosk(binaries, folder / "kiosk")
        kiosk.enrol(server.url, server.command("enrol-code", "--place", "东门").split()[0])
        kiosk.start()
        kiosk.wait_online()
        kiosk.stop()
        nobodys = small_site.Kiosk(binaries, folder / "nobodys")
        least = statistics.median(floor(nobodys) for _ in range(rounds))
        for what in ("up", "down"):
            if what == "down":
                server.stop()
            took = statistics.median(first_tap(kiosk, card) for _ in range(rounds))
            print(f"bench=start what=first_tap server={what} ms={took * 1000:.0f} floor_ms={least * 1000:.0f} ratio={took / least:.2f}")
        server.stop()


if __name__ == "__main__":
    main()
