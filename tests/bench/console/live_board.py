#!/usr/bin/env python3
"""How long a tap at the kiosk takes to the board in the browser: from the signed record on its way over HTTP to the changed document,
in headless Chromium, with a meeting of 300. The floor, in the same run: when a bare listener has the same event of the stream.

    python3 -B tests/bench/console/live_board.py build/dev/bin [--taps 120]

Prints p50 and p99 of both, and their ratios."""

import argparse
import datetime
import http.client
import json
import pathlib
import queue
import subprocess
import sys
import tempfile
import threading
import time
import zoneinfo

ROOT = pathlib.Path(__file__).resolve().parents[3]
for folder in ("scripts", "tests/faults"):
    sys.path.insert(0, str(ROOT / folder))

import signed_kiosk  # noqa: E402
import small_site  # noqa: E402

PASSWORD = "long enough 2026"
WAIT_S = 30
READY = 0.0


def log_in(server, passwords, account):
    console = small_site.Console(server.url)
    if console.log_in(account, passwords[account])["must_change_password"]:
        console.change_password(passwords[account], PASSWORD)
        console.log_in(account, PASSWORD)
    return console


def made(console, path, body):
    status, _, data = console.call("POST", path, body)
    if status != 201:
        raise small_site.Failure(f"POST {path}: {status} {data[:300]}")
    return json.loads(data)


def listen(console, meeting, heard):
    """The moments, in s, at which the stream speaks of the meeting."""
    connection = http.client.HTTPConnection(console.host, timeout=600)
    connection.request("GET", "/api/v1/live/meetings", headers={"Cookie": console.cookie})
    stream = connection.getresponse()
    for line in stream:
        if line.startswith(b"data:") and meeting.encode() in line:
            heard.put(time.time())


def watch(board, seen):
    """The moments, in s, at which word of a change of the board's document came: by this program's clock, the way back included."""
    if board.stdout.readline().strip() == "ready":
        seen.put(READY)
    for _ in board.stdout:
        seen.put(time.time())


def first_after(moments, since, what):
    while True:
        try:
            moment = moments.get(timeout=WAIT_S)
        except queue.Empty as nothing:
            raise small_site.Failure(f"{what}: nothing within {WAIT_S} s") from nothing
        if moment >= since:
            return moment


def show(name, times_ms, floor):
    ordered = sorted(times_ms)
    p50, p99 = ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
    ratio = f", {p50 / floor[0]:.1f} x and {p99 / floor[1]:.1f} x the floor" if floor else ""
    print(f"{name}: p50 {p50:.1f} ms, p99 {p99:.1f} ms of {len(ordered)} taps{ratio}")
    return p50, p99


def measure(server, host, kiosk, cards):
    start = datetime.datetime.now(zoneinfo.ZoneInfo("Asia/Shanghai")) + datetime.timedelta(minutes=5)
    meeting = made(host, "/api/v1/meetings", {
        "title": "全县干部大会", "start": f"{start:%Y-%m-%dT%H:%M:00}", "end": f"{start + datetime.timedelta(hours=2):%Y-%m-%dT%H:%M:00}",
        "kiosks": [kiosk.id],  # the sample's own taps of this hour sign in to nothing here
        "attendees": [{"staff": f"s{number + 1:04}", "role": "required"} for number in range(300)]})["id"]
    board = subprocess.Popen(
        ["node", pathlib.Path(__file__).with_suffix(".mjs"), "--base-url", server.url, "--account", "host", "--password", PASSWORD,
         "--meeting", meeting], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)
    heard, seen = queue.Queue(), queue.Queue()
    threading.Thread(target=listen, args=(host, meeting, heard), daemon=True).start()
    threading.Thread(target=watch, args=(board, seen), daemon=True).start()
    first_after(seen, READY, "the board")
    stream_ms, board_ms = [], []
    for staff, number in cards:
        sent = time.time()
        status, answer = kiosk.send(kiosk.tap_of(staff, number))
        if status != 200:
            raise small_site.Failure(f"a record: {status} {answer}")
        stream_ms.append((first_after(heard, sent, f"the stream after the tap of {staff}") - sent) * 1000)
        board_ms.append((first_after(seen, sent, f"the board after the tap of {staff}") - sent) * 1000)
    board.stdin.close()
    board.wait(timeout=WAIT_S)
    floor = show("the event at a bare listener", stream_ms, None)
    show("the board's document", board_ms, floor)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binaries", type=pathlib.Path)
    parser.add_argument("--taps", type=int, default=120)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="shoushi-bench-") as folder:
        server = small_site.Server(options.binaries.resolve(), pathlib.Path(folder) / "server", ROOT / "server/console/dist")
        try:
            passwords = dict(server.init("青云县"))
            cards_path = pathlib.Path(folder) / "cards.tsv"
            server.command("sample", "--cards", str(cards_path))
            passwords["host"] = server.command("user", "add", "host", "--name", "host", "--roles", "organizer").split()[-1]
            code = server.command("enrol-code", "--place", "礼堂").split()[-1]
            server.start()
            cards = [(f"s{at + 1:04}", int(line.split("\t")[0])) for at, line in enumerate(cards_path.read_text().splitlines())]
            measure(server, log_in(server, passwords, "host"), signed_kiosk.SignedKiosk(server.url, code), cards[:options.taps])
        finally:
            server.stop()


if __name__ == "__main__":
    main()
