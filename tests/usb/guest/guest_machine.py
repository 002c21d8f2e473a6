"""A guest under QEMU: a shell on one virtio port, the program's output on another, QMP for what is plugged into its
USB. Always emulated (tcg): a /dev/kvm may be there and still hang the guest."""

import json
import pathlib
import re
import select
import socket
import subprocess
import time

import guest_image

REDIR_PORT = 5  # of the first reader in software; keyboards are plugged into the ports before it
REDIR_COUNT = 2
BOOT_S = 120  # emulated, on a machine that others use as well
ANSWER_S = 60

KEYS = {"\n": "ret", **{digit: digit for digit in "0123456789"}}
HOLD_MS = 10
GAP_S = 0.03  # with no gap the last keys are lost in QEMU's queue


class Line:
    """Text that comes over a socket, waited for by pattern."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        until = time.monotonic() + ANSWER_S
        while self.socket.connect_ex(str(path)) != 0:  # it is there a moment before anybody listens
            if time.monotonic() > until:
                raise TimeoutError(f"nobody listens at {path}")
            time.sleep(0.02)
        self.text = ""

    def send(self, text):
        self.socket.sendall(text.encode())

    def _receive(self, until):
        left = until - time.monotonic()
        if left <= 0 or not select.select([self.socket], [], [], left)[0]:
            return False
        data = self.socket.recv(65536)
        self.text += data.decode(errors="replace").replace("\r", "")
        return bool(data)

    def wait_for(self, pattern, seconds=ANSWER_S):
        """Takes everything up to and with the first match, and returns it."""
        until = time.monotonic() + seconds
        while not (found := re.search(pattern, self.text, re.S)):
            if not self._receive(until):
                raise TimeoutError(f"no {pattern!r} within {seconds} s, only: {self.text[-2000:]!r}")
        taken, self.text = self.text[:found.end()], self.text[found.end():]
        return taken

    def drain(self, seconds):
        """Everything that comes within that time."""
        until = time.monotonic() + seconds
        while self._receive(until):
            pass
        taken, self.text = self.text, ""
        return taken


class Machine:
    def __init__(self, folder, kernel, initramfs):
        self.folder = pathlib.Path(folder)
        self.marks = 0
        self.is_lost = False
        self.redir_paths = [self.folder / f"redir{i}.sock" for i in range(REDIR_COUNT)]
        paths = {name: self.folder / f"{name}.sock" for name in ("shell", "output", "qmp")}
        command = [guest_image.find_tool("setpriv"), "--pdeathsig", "KILL",  # no guest outlives its test
                   guest_image.find_tool("qemu-system-x86_64"), "-M", "q35", "-accel", "tcg", "-cpu", "qemu64",
                   "-smp", "1", "-m", "256", "-nodefaults", "-display", "none", "-no-reboot",
                   "-serial", f"file:{self.folder / 'console.log'}",
                   "-device", "virtio-serial-pci",
                   "-chardev", f"socket,id=shell,path={paths['shell']},server=on,wait=off",
                   "-device", "virtserialport,chardev=shell,nr=1",
                   "-chardev", f"socket,id=output,path={paths['output']},server=on,wait=off",
                   "-device", "virtserialport,chardev=output,nr=2",
                   "-qmp", f"unix:{paths['qmp']},server=on,wait=off",
                   "-kernel", str(kernel), "-initrd", str(initramfs),
                   "-append", "console=ttyS0 quiet panic=-1 nokaslr mitigations=off",
                   "-device", "qemu-xhci,id=xhci,p2=8"]
        for i, path in enumerate(self.redir_paths):
            command += ["-chardev", f"socket,id=redir{i},path={path},server=on,wait=off",
                        "-device", f"usb-redir,chardev=redir{i},id=redir{i},bus=xhci.0,port={REDIR_PORT + i}"]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self._wait_for_sockets([*paths.values(), *self.redir_paths])
        self.shell_line = Line(paths["shell"])
        self.output = Line(paths["output"])
        self.qmp = Line(paths["qmp"])
        self.qmp.wait_for(r"\n")
        self.monitor("qmp_capabilities")
        self.shell_line.wait_for(r"guest-up\n", BOOT_S)

    def _wait_for_sockets(self, paths):
        until = time.monotonic() + ANSWER_S
        while not all(path.exists() for path in paths):
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"qemu did not start: {self.process.stderr.read().decode()}")
            time.sleep(0.05)

    def monitor(self, command, **arguments):
        self.qmp.send(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        while True:
            answer = json.loads(self.qmp.wait_for(r"\n"))
            if "error" in answer:
                raise RuntimeError(f"{command}: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]

    def shell(self, command):
        """What the command printed; fails if it did. A shell that did not answer once is asked no more."""
        if self.is_lost:
            raise RuntimeError("the guest's shell has not answered")
        self.marks += 1
        mark = f"mark{self.marks}"
        self.shell_line.send(f"{command}\necho {mark}=$?\n")
        self.is_lost = True
        printed = self.shell_line.wait_for(rf"{mark}=\d+\n")
        self.is_lost = False
        body, status = printed.rsplit(f"{mark}=", 1)
        if int(status) != 0:
            raise RuntimeError(f"{command}: status {status.strip()}: {body}")
        return body.strip()

    def sleep(self):
        """Every device is suspended for some seconds, as for sleep, and resumed (the kernel's pm_test: an emulated
        guest does not come back from the real one)."""
        self.shell("dmesg -c >/dev/null; echo devices >/sys/power/pm_test; echo mem >/sys/power/state; "
                   "echo none >/sys/power/pm_test; dmesg | grep -q 'suspend debug: Waiting'")

    def plug(self, name, port):
        self.monitor("device_add", driver="usb-kbd", id=name, bus="xhci.0", port=str(port))

    def unplug(self, name):
        self.monitor("device_del", id=name)

    def type(self, text):
        """QEMU gives the keys to the keyboard that was plugged in last."""
        for character in text:
            self.monitor("send-key", keys=[{"type": "qcode", "data": KEYS[character]}], **{"hold-time": HOLD_MS})
            time.sleep(HOLD_MS / 1000 + GAP_S)

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Emulator:
    """The program's readers in software, plugged into the guest over usbredir: port 1-1 of the emulator is port 1-5 of
    the guest, port 1-2 its port 1-6."""

    def __init__(self, program, machine):
        control = machine.folder / "emulator.sock"
        command = [guest_image.find_tool("setpriv"), "--pdeathsig", "KILL", str(program), "emulate",
                   "--control", str(control)]
        for path in machine.redir_paths:
            command += ["--connect", str(path)]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        until = time.monotonic() + ANSWER_S
        while not control.exists():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the emulator did not start: status {self.process.poll()}")
            time.sleep(0.02)
        self.line = Line(control)

    def send(self, command):
        """Without waiting for the answer, which the next answer() is."""
        self.line.send(command + "\n")

    def answer(self):
        return self.line.wait_for(r"\n").strip()

    def run(self, command):
        """What comes behind "ok"; anything else fails."""
        self.send(command)
        answer = self.answer()
        if answer != "ok" and not answer.startswith("ok "):
            raise RuntimeError(f"{command}: {answer}")
        return answer[3:]

    def file_count(self):
        return len(list(pathlib.Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def close(self):
        """Ends it as a system would; its exit status."""
        self.process.terminate()
        try:
            return self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()
