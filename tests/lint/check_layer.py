"""Includes point downward only, as layers.txt says; each library stays with the folders that wrap it."""

import fnmatch
import os
import re
from dataclasses import dataclass, field

from source_tree import Finding, line_of

TABLE = "tests/lint/layers.txt"
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"\n]*)"|<([^>\n]*)>)', re.M)


@dataclass
class Table:
    """What layers.txt says: per folder the folders below it; per library's header who may use it."""

    below: dict = field(default_factory=dict)
    lines: dict = field(default_factory=dict)
    users: list = field(default_factory=list)
    findings: list = field(default_factory=list)


def read_table(tree):
    table = Table()
    listed = []
    for number, line in enumerate(tree.text(TABLE).splitlines(), 1):
        line = line.split("#")[0].rstrip()
        if line.startswith(" "):
            listed.extend(line.split())
            continue
        if not line:
            continue
        name, _, rest = line.partition(":")
        listed = rest.split()
        if name.startswith("<"):
            table.users.append((name.strip("<>"), listed))
        else:
            table.below[name] = listed
            table.lines[name] = number
    _check_table(tree, table)
    return table


def _check_table(tree, table):
    folders = {os.path.dirname(p) for p in tree.paths(".c", ".h")}
    for name, number in table.lines.items():
        if name not in folders:
            table.findings.append(Finding(TABLE, number, f"{name} has no sources"))
        for lower in table.below[name]:
            if lower not in table.below:
                table.findings.append(Finding(TABLE, number, f"{lower} has no line of its own"))
        if _reaches(table, name, name, set()):
            table.findings.append(Finding(TABLE, number, f"{name} is below itself"))


def _reaches(table, start, target, seen):
    for lower in table.below.get(start, []):
        if lower == target:
            return True
        if lower not in seen:
            seen.add(lower)
            if _reaches(table, lower, target, seen):
                return True
    return False


def header_folders(tree):
    """Header name -> the folders that have one of that name."""
    folders = {}
    for path in tree.paths(".h"):
        folders.setdefault(os.path.basename(path), []).append(os.path.dirname(path))
    return folders


def check(tree):
    table = read_table(tree)
    headers = header_folders(tree)
    findings = list(table.findings)
    for name, folders in headers.items():
        if len(folders) > 1:
            findings.append(Finding(f"{folders[1]}/{name}", 1, f"{folders[0]} has a {name} too"))
    for path in tree.paths(".c", ".h"):
        folder = os.path.dirname(path)
        is_test = folder.startswith("tests/")
        if not is_test and folder not in table.below:
            findings.append(Finding(path, 1, f"{folder} has no line in {TABLE}"))
            continue
        text = tree.text(path)
        for match in INCLUDE.finditer(text):
            line = line_of(text, match.start())
            if match[1] is not None:
                what = _judge_own(table, headers, folder, match[1], is_test)
            else:
                what = None if is_test else _judge_library(table, folder, match[2])
            if what:
                findings.append(Finding(path, line, what))
    return findings


def _judge_own(table, headers, folder, name, is_test):
    if "/" in name:
        return f'"{name}": a header is included by its name alone'
    if name not in headers:
        return f'"{name}" is no header of this project; write <{name}>'
    targets = headers[name]
    if is_test or folder in targets or any(target in table.below[folder] for target in targets):
        return None
    if targets[0].startswith("tests/"):
        return f'"{name}" belongs to the tests'
    return f'"{name}" of {targets[0]} is not below {folder}'


def _judge_library(table, folder, name):
    for pattern, users in table.users:
        if fnmatch.fnmatch(name, pattern) and folder not in users:
            return f"<{name}> is kept to {' '.join(users)}"
    return None
