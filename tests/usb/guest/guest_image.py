"""What a guest boots: Debian's own kernel, and a small root with busybox, udev, our rules and the program.

Everything is kept in one folder and made again only when it is missing, but for the program's own part.
"""

import lzma
import os
import pathlib
import re
import shutil
import subprocess

MODULES = ("virtio-pci", "virtio-console", "xhci-pci", "usbhid", "hid-generic", "evdev", "usbmon", "pn533-usb")
XZ_MAGIC = b"\xfd7zXZ\x00"

INIT = """#!/bin/sh
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
mount -t tmpfs run /run
mount -t debugfs debug /sys/kernel/debug
for module in $(cat /modules.order); do insmod "$module" || echo "no $module"; done
/lib/systemd/systemd-udevd --daemon
udevadm trigger --action=add
udevadm settle
exec 3<>/dev/vport0p1 4<>/dev/vport0p2
echo guest-up >&3
cat <&3 | sh >&3 2>&1
"""

PASSWD = "root:x:0:0:root:/:/bin/sh\nkiosk:x:1000:1000:kiosk:/:/bin/sh\nstranger:x:1001:1001:stranger:/:/bin/sh\n"
GROUP = "root:x:0:\nshoushi:x:900:\nkiosk:x:1000:\nstranger:x:1001:\n"


class Unavailable(Exception):
    """Something that the machine lacks, so that no guest can be had."""


def run(*command, **options):
    return subprocess.run([str(c) for c in command], check=True, capture_output=True, **options)


def find_tool(name):
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if not path:
        raise Unavailable(f"{name} is not installed")
    return path


def kernel_package():
    """The package behind linux-image-amd64, such as linux-image-6.1.0-56-amd64."""
    shown = subprocess.run(["apt-cache", "show", "linux-image-amd64"], capture_output=True, text=True)
    found = re.search(r"^Depends:.*?(linux-image-[0-9][^ ,]*-amd64)", shown.stdout, re.M)
    if not found:
        raise Unavailable("apt knows no linux-image-amd64 (apt-get update?)")
    return found[1]


def fetch_kernel(cache):
    """Downloads and unpacks Debian's kernel; returns its folder."""
    ready = sorted(cache.glob("linux-image-*/vmlinux"))
    if ready:
        return ready[-1].parent
    package = kernel_package()
    try:
        run("apt-get", "-o", "Acquire::Retries=3", "download", package, cwd=cache, timeout=600)
    except (OSError, subprocess.SubprocessError) as error:
        raise Unavailable(f"cannot download {package}: {error}") from error
    folder = cache / package
    archive = next(cache.glob(f"{package}_*.deb"))
    run("dpkg", "-x", archive, folder)
    archive.unlink()
    unpack_vmlinux(next(folder.glob("boot/vmlinuz-*")).read_bytes(), folder / "vmlinux")
    return folder


def unpack_vmlinux(vmlinuz, path):
    """The plain ELF image out of the compressed one: it boots in half the time (PVH)."""
    for found in re.finditer(re.escape(XZ_MAGIC), vmlinuz):
        try:
            vmlinux = lzma.LZMADecompressor(format=lzma.FORMAT_XZ).decompress(vmlinuz[found.start():])
        except lzma.LZMAError:
            continue
        if vmlinux.startswith(b"\x7fELF"):
            path.with_suffix(".new").write_bytes(vmlinux)
            path.with_suffix(".new").rename(path)
            return
    raise RuntimeError("no xz-compressed kernel in vmlinuz")


def module_order(kernel):
    """Paths of MODULES and what they need, each after its own needs."""
    files = {path.stem.replace("_", "-"): path for path in kernel.glob("lib/modules/*/kernel/**/*.ko")}
    ordered = []

    def add(name):
        path = files.get(name.replace("_", "-"))
        if path is None or path in ordered:  # what is not there is built in
            return
        needs = re.search(rb"\0depends=([^\0]*)\0", path.read_bytes())
        for need in needs[1].decode().split(",") if needs else []:
            add(need)
        ordered.append(path)

    for name in MODULES:
        add(name)
    return ordered


def copy_program(root, program, target=None):
    """A program and the libraries that ldd names, at their own places."""
    place(root, program, target or program)
    listed = run("ldd", program, text=True).stdout
    for library in re.findall(r"(/\S+) \(0x", listed):
        place(root, library, library)


def place(root, source, target):
    path = root / str(target).lstrip("/")
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(os.path.realpath(source), path)


def local_rule(rules):
    """The line that the rules tell a site to write for a reader of its own, with the ids of QEMU's keyboard."""
    found = re.search(r'^#\s+(SUBSYSTEMS=="usb".*"1234".*"5678".*)$', rules, re.M)
    if not found:
        raise RuntimeError("the rules show no line for a reader of the site's own")
    return found[1].replace('"1234"', '"0627"').replace('"5678"', '"0001"') + "\n"


def copy_pcsc(root, helpers):
    """Debian's own card reader service with its driver, and the program that asks it."""
    driver = pathlib.Path("/usr/lib/pcsc/drivers/ifd-ccid.bundle")
    daemon = shutil.which("pcscd", path="/usr/sbin:/sbin")
    if not daemon or not driver.exists():
        raise Unavailable("pcscd or libccid is not installed")
    copy_program(root, daemon)
    copy_program(root, helpers / "pcsc-witness", "/usr/bin/pcsc-witness")
    place(root, driver / "Contents/Info.plist", driver / "Contents/Info.plist")
    copy_program(root, driver / "Contents/Linux/libccid.so")
    # Loaded by name at run time, so that ldd does not list it.
    library = pathlib.Path("/usr/lib/x86_64-linux-gnu/libpcsclite.so.1")
    place(root, library, library)


def write_root(root, kernel, program, rules, helpers):
    shutil.rmtree(root, ignore_errors=True)
    for folder in ("proc", "sys", "dev", "run", "bin", "etc/udev", "lib/udev/rules.d"):
        (root / folder).mkdir(parents=True)
    place(root, find_tool("busybox"), "/bin/busybox")
    for applet in run("busybox", "--list", text=True).stdout.split():
        if not (root / "bin" / applet).exists():
            (root / "bin" / applet).symlink_to("busybox")
    udevadm = find_tool("udevadm")
    copy_program(root, udevadm, "/bin/udevadm")
    place(root, udevadm, "/lib/systemd/systemd-udevd")
    copy_program(root, find_tool("setpriv"), "/usr/bin/setpriv")
    copy_program(root, program, "/usr/bin/shoushi-reader")
    copy_program(root, helpers / "usb-latency", "/usr/bin/usb-latency")
    copy_pcsc(root, helpers)
    place(root, "/lib/udev/rules.d/50-udev-default.rules", "/lib/udev/rules.d/50-udev-default.rules")
    text = pathlib.Path(rules).read_text(encoding="utf-8")
    (root / "lib/udev/rules.d/70-shoushi-readers.rules").write_text(text, encoding="utf-8")
    (root / "lib/udev/rules.d/69-shoushi-local.rules").write_text(local_rule(text), encoding="utf-8")
    (root / "etc/passwd").write_text(PASSWD)
    (root / "etc/group").write_text(GROUP)
    order = module_order(kernel)
    for path in order:
        place(root, path, f"/modules/{path.name}")
    (root / "modules.order").write_text("".join(f"/modules/{path.name}\n" for path in order))
    (root / "init").write_text(INIT)
    (root / "init").chmod(0o755)


def build(cache, program, rules, helpers):
    """Returns the paths of kernel and initramfs."""
    cache.mkdir(parents=True, exist_ok=True)
    for tool in ("busybox", "cpio", "dpkg", "apt-get"):
        find_tool(tool)
    kernel = fetch_kernel(cache)
    root = cache / "root"
    write_root(root, kernel, program, rules, helpers)
    names = "\n".join(sorted(str(path.relative_to(root)) for path in root.rglob("*")))
    archive = run("cpio", "--create", "--format=newc", "--owner=+0:+0", "--quiet", cwd=root, input=names.encode())
    initramfs = cache / "initramfs.cpio"
    initramfs.write_bytes(archive.stdout)
    return kernel / "vmlinux", initramfs
