"""Every header compiles alone, with the include paths of its own folder's target and nothing else.

A source includes its own header first, so the build itself has shown it for most; the others are compiled here.
"""

import hashlib
import json
import os
import shlex
import subprocess
from concurrent.futures import ThreadPoolExecutor

from check_layer import INCLUDE, header_folders
from result_cache import ResultCache
from source_tree import Finding

KEPT_FLAGS = ("-I", "-D", "-std", "-W", "-pthread", "-isystem")


def check(tree):
    flags = _flags_by_folder(tree)
    if flags is None:
        return [Finding("CMakeLists.txt", 1, "no compile_commands.json: configure the build first")]
    cache = ResultCache(tree, "header")
    folders = header_folders(tree)
    findings, jobs = _own_header_not_first(tree), []
    shown = _first_includes(tree)
    for path in tree.paths(".h"):
        if path in shown:
            continue
        command = _command_for(tree, flags, path)
        if not command:
            findings.append(Finding(path, 1, "no target of the build has this folder"))
            continue
        key = _key(tree, folders, command, path)
        if not cache.is_good(key):
            jobs.append((path, command, key))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for (path, _, key), output in zip(jobs, pool.map(lambda job: _compile(tree, *job[:2]), jobs)):
            if output:
                findings.append(Finding(path, 1, f"does not compile alone: {output}"))
            else:
                cache.set_good(key)
    return findings


def _first_include(tree, path):
    match = INCLUDE.search(tree.text(path))
    return match and match[1]


def _first_includes(tree):
    """The headers that a source of the same folder includes before anything else."""
    return {f"{os.path.dirname(path)}/{_first_include(tree, path)}" for path in tree.paths(".c")}


def _own_header_not_first(tree):
    own = [(path, path[:-2] + ".h") for path in tree.paths(".c")]
    headers = set(tree.paths(".h"))
    return [Finding(path, 1, f"does not include {os.path.basename(header)} first")
            for path, header in own
            if header in headers and _first_include(tree, path) != os.path.basename(header)]


def _flags_by_folder(tree):
    """Folder of sources -> (compiler, flags) of one of them, from the configured build."""
    path = tree.build and os.path.join(tree.build, "compile_commands.json")
    if not path or not os.path.exists(path):
        return None
    flags = {}
    with open(path, encoding="utf-8") as file:
        for entry in json.load(file):
            folder = os.path.relpath(os.path.dirname(entry["file"]), tree.root)
            if folder not in flags:
                words = shlex.split(entry["command"])
                flags[folder] = [words[0], *_kept(words[1:])]
    return flags


def _kept(words):
    kept, is_value = [], False
    for word in words:
        if is_value or word.startswith(KEPT_FLAGS):
            kept.append(word)
        is_value = not is_value and word in ("-I", "-isystem", "-D")
    return kept


def _command_for(tree, flags, path):
    folder = os.path.dirname(path)
    if folder in flags:
        return flags[folder]
    wanted = "-I" + tree.absolute(folder)
    return next((command for command in flags.values() if wanted in command), None)


def _key(tree, folders, command, path):
    """All that the answer depends on, but for the system's own headers."""
    seen, todo = set(), [path]
    while todo:
        current = todo.pop()
        if current in seen:
            continue
        seen.add(current)
        for match in INCLUDE.finditer(tree.text(current)):
            for folder in folders.get(match[1] or "", []):
                todo.append(f"{folder}/{match[1]}")
    parts = [*command, path, *(part for p in sorted(seen) for part in (p, tree.text(p)))]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _compile(tree, path, command):
    """The first complaint of the compiler, or "" if there is none."""
    run = subprocess.run(
        [*command, "-fsyntax-only", "-x", "c", "-"],
        input=f'#include "{tree.absolute(path)}"\n', capture_output=True, text=True)
    if run.returncode == 0:
        return ""
    lines = [line for line in run.stderr.splitlines() if "error:" in line]
    return (lines or run.stderr.splitlines() or ["no message"])[0].replace(tree.root + "/", "")
