"""C reads as .clang-format says (version 14, Debian 12's); every text file ends its lines plainly."""

import hashlib
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor

from result_cache import ResultCache
from source_tree import Finding, line_of

CLANG_FORMAT = ("clang-format-14", "clang-format")
ERROR = re.compile(r"^(.*?):(\d+):\d+: error: ", re.M)
FILES_A_CALL = 20


def find_clang_format():
    """The program's name, or None where version 14 is not installed."""
    for name in CLANG_FORMAT:
        try:
            version = subprocess.run([name, "--version"], capture_output=True, text=True)
        except FileNotFoundError:
            continue
        if re.search(r"version 14\.", version.stdout):
            return name
    return None


def check(tree):
    return _check_c(tree) + _check_plain(tree)


def _check_c(tree):
    program = find_clang_format()
    if not program:
        return [Finding(".clang-format", 1, "clang-format 14 is not installed")]
    style = tree.text(".clang-format")
    cache = ResultCache(tree, "format")

    def key(path):
        return hashlib.sha256((style + tree.text(path)).encode()).hexdigest()

    wanted = [p for p in tree.paths(".c", ".h") if not cache.is_good(key(p))]
    parts = [wanted[i:i + FILES_A_CALL] for i in range(0, len(wanted), FILES_A_CALL)]
    findings = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for part, found in zip(parts, pool.map(lambda part: _run(tree, program, part), parts)):
            findings += found
            for path in set(part) - {finding.path for finding in found}:
                cache.set_good(key(path))
    return findings


def _run(tree, program, paths):
    run = subprocess.run([program, "--dry-run", "-Werror", "--style=file", *map(tree.absolute, paths)],
                         capture_output=True, text=True)
    findings = [Finding(os.path.relpath(m[1], tree.root), int(m[2]), "not as clang-format 14 lays it out")
                for m in ERROR.finditer(run.stderr)]
    if run.returncode != 0 and not findings:
        findings = [Finding(path, 1, run.stderr.strip()) for path in paths]
    return findings


def _check_plain(tree):
    findings = []
    for path in tree.paths():
        # What a fuzz program is fed is bytes: a newline more is another input.
        if path.startswith("tests/fuzz/corpus/"):
            continue
        with open(tree.absolute(path), "rb") as file:
            data = file.read()
        if b"\0" in data or not data:
            continue
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            findings.append(Finding(path, line, "not UTF-8"))
            continue
        if not text.endswith("\n"):
            findings.append(Finding(path, text.count("\n") + 1, "no newline at the end"))
        for match in re.finditer(r"\r|[ \t]+$|^ *\t", text, re.M):
            what = "carriage return" if match[0] == "\r" else "space at the end of the line"
            if match.end() < len(text) and text[match.end()] not in "\r\n" and match[0] != "\r":
                what = "tab as indentation"
            findings.append(Finding(path, line_of(text, match.start()), what))
    return findings
