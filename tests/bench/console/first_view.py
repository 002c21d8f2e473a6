#!/usr/bin/env python3
"""What the first view of the console's month page costs: bytes over the wire and time in headless Chromium with a cold cache, and the
server's time for each call behind it, for the sample county and for one of 10,000 people.

    python3 -B tests/bench/console/first_view.py build/dev/bin [--people 300,10000] [--runs 20]

Prints a line each. A call's time is the best of the runs, and its ratio to the smallest call (/api/v1/site) on the same connection."""

import argparse
import http.client
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "scripts"))
sys.path.insert(0, str(ROOT / "tests/e2e"))

import small_site  # noqa: E402

ACCOUNT, PASSWORD = "inspector", "long enough 2026"
SAMPLE_PEOPLE, UNITS, BATCH, JUDGING_S, FLOOR_RUNS = 300, 12, 500, 1800, 50


def log_in(server, passwords, account):
    console = small_site.Console(server.url)
    if console.log_in(account, passwords[account])["must_change_password"]:
        console.change_password(passwords[account], PASSWORD)
        passwords[account] = PASSWORD
        console.log_in(account, PASSWORD)
    return console


def add_people(console, count):
    """People of the sample's units, who have no taps: everybody is judged on every day all the same."""
    for first in range(SAMPLE_PEOPLE, count, BATCH):
        documents = [{"kind": "staff", "id": f"s{number + 1:05}",
                      "value": {"id": f"s{number + 1:05}", "name": f"职工{number + 1}", "unit": f"u{number % UNITS + 1:02}"}}
                     for number in range(first, min(first + BATCH, count))]
        status, _, answer = console.call("POST", "/api/v1/import", {"documents": documents})
        if status != 200:
            raise small_site.Failure(f"import: {status} {answer[:300]}")


def settle(console, month):
    small_site.wait_for("everything to be judged", lambda: console.get(f"/api/v1/reports/months/{month}")["rejudging"] is None, JUDGING_S)


def measure_calls(console, month, runs):
    """Bytes as they are and compressed, and the best time in ms, of each call; with gzip, as a browser asks."""
    connection = http.client.HTTPConnection(console.host, timeout=60)

    def ask(path, **headers):
        started = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": console.cookie, **headers})
        length = len(connection.getresponse().read())
        return length, (time.perf_counter() - started) * 1000

    floor_ms = min(ask("/api/v1/site")[1] for _ in range(FLOOR_RUNS))
    for path in ("session", "notices?limit=1", "reports/months", f"reports/months/{month}", f"months/{month}", f"reports/trend/{month}",
                 f"reports/heat/{month}", f"reports/years/{month[:4]}", f"reports/pairs/{month}", "staff?limit=200"):
        plain, _ = ask(f"/api/v1/{path}")
        times = [ask(f"/api/v1/{path}", **{"Accept-Encoding": "gzip"}) for _ in range(runs)]
        best_ms = min(took for _, took in times)
        print(f"  call {path}: {plain} bytes, {times[0][0]} on the wire, {best_ms:.1f} ms, {best_ms / floor_ms:.1f} x the floor")
    connection.close()


def measure(binaries, people, runs):
    with tempfile.TemporaryDirectory(prefix="shoushi-bench-") as folder:
        server = small_site.Server(binaries, pathlib.Path(folder) / "server", ROOT / "server/console/dist")
        try:
            passwords = dict(server.init("青云县"))
            server.command("sample")
            server.start()
            console = log_in(server, passwords, ACCOUNT)
            month = console.get("/api/v1/reports/months")["months"][0]
            if people > SAMPLE_PEOPLE:
                add_people(log_in(server, passwords, "admin"), people)
                settle(console, month)
            print(f"{people} people, month {month}")
            measure_calls(console, month, runs)
            sys.stdout.flush()
            subprocess.run(["node", pathlib.Path(__file__).with_suffix(".mjs"), "--base-url", server.url, "--account", ACCOUNT,
                            "--password", PASSWORD], check=True)
        finally:
            server.stop()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binaries", type=pathlib.Path)
    parser.add_argument("--people", default="300,10000")
    parser.add_argument("--runs", type=int, default=20)
    options = parser.parse_args()
    for people in options.people.split(","):
        measure(options.binaries.resolve(), int(people), options.runs)


if __name__ == "__main__":
    main()
