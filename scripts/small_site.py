"""A small site for the demo and the end-to-end tests: one server, one kiosk whose reader is the software reader, and what a
person would do with them. Everything runs on loopback, in one folder; only processes started here are stopped."""

import datetime
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import time
import urllib.parse
import weakref
import zoneinfo

WAIT_S = 60  # for anything that a slow machine may take


class Failure(Exception):
    """What went wrong, in words for the person who reads it."""


def local_now():
    """The time where the site is, without a zone, as the API takes it."""
    return datetime.datetime.now(zoneinfo.ZoneInfo("Asia/Shanghai")).replace(tzinfo=None)


def site_today():
    """The date where the site is, wherever this machine thinks that it stands."""
    return local_now().date()


def hold_port():
    """A port of this machine that is nobody's: bound and not listened at, so that only a program that is told of it takes it."""
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", 0))
    return held


def wait_for(what, ready, seconds=WAIT_S):
    """Calls ready() until it gives something true, and returns that."""
    end = time.monotonic() + seconds
    while True:
        found = ready()
        if found:
            return found
        if time.monotonic() > end:
            raise Failure(f"waited {seconds} s for {what}")
        time.sleep(0.05)


class Program:
    """A process with its output in a file."""

    def __init__(self, name, command, log, environment=None):
        self.name = name
        self.log = pathlib.Path(log)
        self.log_file = open(self.log, "ab")
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=self.log_file, stderr=self.log_file,
            env={**os.environ, **(environment or {})})

    def alive(self):
        if self.process.poll() is not None:
            raise Failure(f"{self.name} ended with {self.process.returncode}:\n{self.tail()}")
        return True

    def tail(self):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])

    def stop(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(WAIT_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise Failure(f"{self.name} did not stop within {WAIT_S} s:\n{self.tail()}") from None
        self.log_file.close()
        return self.process.returncode


def run(command, **options):
    """Runs a command to its end and returns what it printed."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=600, **options)
    if done.returncode != 0:
        raise Failure(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


class LineSocket:
    """A Unix socket that answers a line for a line."""

    def __init__(self, path):
        self.path = str(path)

    def ask(self, command):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as peer:
            peer.settimeout(WAIT_S)
            peer.connect(self.path)
            peer.sendall(command.encode() + b"\n")
            answer = b""
            while not answer.endswith(b"\n"):
                more = peer.recv(65536)
                if not more:
                    raise Failure(f"{self.path}: closed without an answer to {command!r}")
                answer += more
        return answer.decode().rstrip("\n")


class Server:
    """shoushi-server with a folder of its own."""

    def __init__(self, binaries, folder, console=None, port=0, database=None, keys=None):
        """With a file of its own as database unless another is named, and its secrets in its folder. Where no port is said, it
        has one that stays its own, also while it is stopped."""
        self.program = pathlib.Path(binaries) / "shoushi-server"
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.config = self.folder / "server.conf"
        if port == 0:
            held = hold_port()
            weakref.finalize(self, held.close)
            port = held.getsockname()[1]
        self.port = port
        self.running = None
        self.database = str(database or f"{self.folder}/shoushi.db")
        self.keys = keys or f"{self.folder}/shoushi.db.keys"
        lines = [f'database = "{self.database}";', f'keys = "{self.keys}";', f"port = {port};"]
        if console:
            lines.append(f'console = "{console}";')
        self.config.write_text("\n".join(lines) + "\n")

    def is_file(self):
        return "://" not in self.database

    def command(self, *arguments):
        return run([self.program, *arguments[:1], "--config", self.config, *arguments[1:]])

    def try_command(self, *arguments):
        """The same where it may fail: the finished process, with its output."""
        return subprocess.run([self.program, *arguments[:1], "--config", self.config, *arguments[1:]],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600)

    def init(self, name):
        """Makes the database; returns the first accounts' one-time passwords."""
        printed = self.command("init", "--name", name)
        self.passwords = dict(line.split() for line in printed.splitlines() if "\t" in line)
        return self.passwords

    def start(self):
        log = self.folder / "server.log"
        offset = log.stat().st_size if log.exists() else 0
        self.running = Program("shoushi-server", [self.program, "run", "--config", self.config], log)

        def listening():
            self.running.alive()
            text = log.read_bytes()[offset:].decode(errors="replace")
            return re.search(r"listening on (https?://[0-9.]+:\d+)", text)

        self.url = wait_for("the server to listen", listening).group(1)
        return self.url

    def stop(self, how=signal.SIGTERM):
        if self.running:
            code = self.running.stop(how)
            self.running = None
            return code
        return 0


class Console:
    """What a browser does: a session with its cookie and token."""

    def __init__(self, url):
        self.host = urllib.parse.urlparse(url).netloc
        self.cookie = None
        self.csrf = None

    def call(self, method, path, body=None):
        """Returns (status, headers, bytes)."""
        connection = http.client.HTTPConnection(self.host, timeout=WAIT_S)
        headers = {}
        if self.cookie:
            headers["Cookie"] = self.cookie
        if self.csrf and method != "GET":
            headers["Shoushi-CSRF"] = self.csrf
        if body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(body).encode()
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def get(self, path):
        status, _, data = self.call("GET", path)
        if status != 200:
            raise Failure(f"GET {path}: {status} {data.decode(errors='replace')[:300]}")
        return json.loads(data)

    def log_in(self, account, password):
        status, headers, data = self.call("POST", "/api/v1/session", {"account": account, "password": password})
        if status != 201:
            raise Failure(f"log-in of {account}: {status} {data.decode(errors='replace')[:300]}")
        session = json.loads(data)
        self.cookie = headers["Set-Cookie"].split(";")[0]
        self.csrf = session["csrf"]
        return session

    def change_password(self, old, new):
        status, _, data = self.call("PUT", "/api/v1/session/password", {"old": old, "new": new})
        if status != 204:
            raise Failure(f"change of password: {status} {data.decode(errors='replace')[:300]}")


class Kiosk:
    """shoushi-kiosk; off-screen unless there is a display to show it on."""

    def __init__(self, binaries, folder, settings="", off_screen=True):
        self.program = pathlib.Path(binaries) / "shoushi-kiosk"
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.config = self.folder / "kiosk.conf"
        self.control = LineSocket(self.folder / "control")
        self.reader = LineSocket(self.folder / "reader")
        self.environment = {"SDL_VIDEODRIVER": "offscreen", "SDL_AUDIODRIVER": "dummy"} if off_screen else {}
        self.running = None
        self.config.write_text(
            f'data = "{self.folder}/data";\ncontrol = "{self.control.path}";\n'
            f'reader: {{ source = "emulator:{self.reader.path}"; format = "decimal10"; }};\n{settings}\n')
        (self.folder / "data").mkdir(exist_ok=True)

    def enrol(self, url, code):
        return run([self.program, "--enrol", url, code, "--config", self.config], env={**os.environ, **self.environment})

    def start(self):
        self.start_anyhow()
        self.plug()

    def start_anyhow(self):
        """Up to its first screen, whichever that is."""
        self.running = Program("shoushi-kiosk", [self.program, "--config", self.config],
                               self.folder / "kiosk.log", self.environment)
        wait_for("the kiosk to start", self._answers)

    def has_left(self, screen):
        state = self._answers()
        return state and state["screen"] != screen

    def _answers(self):
        self.running.alive()
        try:
            return self.state()
        except (OSError, Failure):
            return None

    def plug(self):
        """Plugs the software reader in, and waits until the kiosk has it."""
        if "1-1" not in self.reader.ask("list"):
            self.expect(self.reader.ask("plug"))
        wait_for("the reader", lambda: self.running.alive() and self.state()["reader"] == "well")

    def wait_online(self):
        """Waits until the kiosk has heard from the server, knows the time from it, and whom it may meet."""
        wait_for("the kiosk to be online", lambda: self.running.alive() and (
            lambda state: state["network"] == "well" and state["clock"] == "synced" and self.knows_people(state))(self.state()))

    @staticmethod
    def knows_people(state):
        return (state["fault"] or {}).get("condition") != "roster_missing"

    @staticmethod
    def expect(answer):
        if not answer.startswith("ok"):
            raise Failure(f"answer: {answer}")
        return answer

    def state(self):
        return json.loads(self.control.ask("state"))

    def wait_roster(self, known):
        """Waits until cards are judged by a later roster than the one of that revision; returns its revision."""
        return wait_for("the change at the kiosk", lambda: (
            lambda revision: revision if revision > known else None)(self.state()["roster_revision"]))

    def tap(self, number):
        """Taps a card and returns what the screen says of it."""
        before = self.state()["taps"]
        self.expect(self.reader.ask(f"card {number}"))

        def shown():
            state = self.state()
            return state if state["taps"] > before and state["result"] else None

        return wait_for(f"the result of card {number}", shown)["result"]

    def touch(self, what, screen):
        """Touches something by its name until the kiosk shows the screen that it leads to."""
        def there():
            if self.state()["screen"] == screen:
                return True
            self.control.ask(f"touch {what}")  # says so itself where there is nothing to touch yet
            return False

        wait_for(f"the screen {screen} after touching {what}", there)
        return self.state()

    def show_card(self, number, screen):
        """Holds a card to the reader and waits for the screen that it leads to."""
        self.expect(self.reader.ask(f"card {number}"))
        wait_for(f"the screen {screen} after card {number}", lambda: self.state()["screen"] == screen)
        return self.state()

    def screenshot(self, path):
        self.expect(self.control.ask(f"screenshot {path}"))

    def stop(self, how=signal.SIGTERM):
        if self.running:
            code = self.running.stop(how)
            self.running = None
            return code
        return 0
