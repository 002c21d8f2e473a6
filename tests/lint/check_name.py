"""Headers keep the conventions that a reader counts on: opening, names, outputs, error results, no globals."""

import os
import re

import code_text
from source_tree import Finding, line_of

OPENING = re.compile(r"#pragma once\n/\*.*?\*/", re.S)
OPENING_LINES_MAX = 8
PROTOTYPE = re.compile(
    r"(?:^|(?<=[;}]))\s*((?:static inline |extern )?(?:const )?[\w]+(?: [\w]+)*[ *]+)(\w+)\(([^;{}]*?)\)\s*([^;{}()]*"
    r"(?:__attribute__\s*\(\(.*?\)\)\s*)*)[;{]", re.M)
POINTER_TYPEDEF = re.compile(r"\btypedef\s+struct\b[^;{}]*\*\s*\w+\s*;")
# The log's level, and what a signal handler can reach: nothing else changes outside an object.
GLOBALS_ALLOWED = {("core/base/log.c", "lowest_level")}


def check(tree):
    findings = []
    for path in tree.paths(".h"):
        text = tree.text(path)
        findings += _check_opening(path, text)
        findings += _check_prototypes(path, text)
        findings += [Finding(path, line_of(text, m.start()), "typedef hides a pointer")
                     for m in POINTER_TYPEDEF.finditer(code_text.code(path, text))]
    for path in tree.paths(".c"):
        findings += _check_globals(path, tree.text(path))
    return findings


def _check_opening(path, text):
    if not text.startswith("#pragma once\n"):
        return [Finding(path, 1, "does not begin with #pragma once")]
    opening = OPENING.match(text)
    if not opening:
        return [Finding(path, 2, "no opening that says what this is, who uses it and on which thread")]
    findings = []
    lines = opening[0].count("\n")
    if lines > OPENING_LINES_MAX:
        findings.append(Finding(path, 2, f"opening of {lines} lines, {OPENING_LINES_MAX} at most"))
    if not re.search(r"thread", text, re.I):
        findings.append(Finding(path, 2, "does not say its thread rule"))
    return findings


def _nouns(path, code):
    """What the names of a header's functions may begin with: its module, or a struct that they work on."""
    module = os.path.splitext(os.path.basename(path))[0]
    tags = set(re.findall(r"\b(?:struct|enum|union)\s+(\w+)", code))
    return {module} | (tags - {"error"})


def _check_prototypes(path, text):
    code = code_text.without_directives(code_text.code(path, text))
    nouns = _nouns(path, code)
    findings = []
    for match in PROTOTYPE.finditer(_blank_struct_bodies(code)):
        result, name, parameters, behind = match.groups()
        if result.startswith("typedef"):
            continue
        line = line_of(code, match.start(2))
        is_inline = "inline" in result
        if not is_inline and not any(name == n or name.startswith(n + "_") for n in nouns):
            findings.append(Finding(path, line, f"{name} does not begin with its module's name"))
        findings += _check_parameters(path, line, name, parameters, is_inline)
        has_err = re.search(r"struct error \*\w+$", parameters.strip())
        if (has_err and result.split()[-1] == "bool" and "MUST_USE" not in behind
                and not _always_returns_false(text[:match.start(2)])):
            findings.append(Finding(path, line, f"{name} can fail and is not MUST_USE"))
    return findings


def _always_returns_false(text_before):
    """Whether the comment before says so: such a function fills an error for its caller to return."""
    comment = re.search(r"/\*((?:(?!/\*).)*?)\*/[^;{}]*$", text_before, re.S)
    return bool(comment) and "returns false" in " ".join(re.split(r"[\s*]+", comment[1])).lower()


def _check_parameters(path, line, name, parameters, is_inline):
    findings = []
    listed = [p.strip() for p in re.split(r",(?![^(]*\))", parameters)]
    last = len(listed) - (3 if listed[-1] == "..." else 1)  # a format and its values stand behind the error
    for i, parameter in enumerate(listed):
        if not is_inline and re.fullmatch(r"(const )?bool \w+", parameter):
            findings.append(Finding(path, line, f"{name} takes a bool; use an enum or two functions"))
        output = re.fullmatch(r"(?:const )?(?:struct )?\w+ \*\*(\w+)", parameter)
        if not is_inline and output and not output[1].startswith("ret_") and output[1] != "argv":
            findings.append(Finding(path, line, f"{name}: output {output[1]} is not named ret_…"))
        is_err = re.fullmatch(r"struct error \*(\w+)", parameter)
        if is_err and not name.startswith("error_") and (is_err[1] != "err" or i != last):
            findings.append(Finding(path, line, f"{name}: the error is the last parameter, named err"))
    return findings


def _blank_struct_bodies(code):
    """Bodies of types and functions as spaces, so that members with arguments are no prototypes."""
    out, depth = [], 0
    for char in code:
        if char == "}":
            depth -= 1
        out.append(char if depth == 0 or char == "\n" else " ")
        if char == "{":
            depth += 1
    return "".join(out)


def _check_globals(path, text):
    code = code_text.without_directives(code_text.code(path, text))
    findings = []
    top = _blank_struct_bodies(code)
    for match in re.finditer(r"(?:^|(?<=[;}]))([^;{}]*?(?:\{\s*\}[^;{}]*)*);", top, re.M):
        declaration = " ".join(match[1].split())
        name = _mutable_variable(declaration)
        if name and (path, name) not in GLOBALS_ALLOWED:
            start = match.start(1) + len(match[1]) - len(match[1].lstrip())
            findings.append(Finding(path, line_of(code, start), f"{name} is mutable global state"))
    for function in code_text.functions(path, text):
        for match in re.finditer(r"^[ \t]+(static\s[^;=({]*)", code[function.body:function.end], re.M):
            name = _mutable_variable(" ".join(match[1].split()))
            if name:
                line = line_of(code, function.body + match.start(1))
                findings.append(Finding(path, line, f"{name} is mutable state in a function"))
    return findings


def _mutable_variable(declaration):
    """The variable's name if the declaration makes one that can change."""
    head = declaration.split("=")[0].strip()
    if not head or re.match(r"(typedef|extern|static_assert|_Static_assert|DEFINE_|struct \w+$|enum|union \w+$)", head):
        return None
    if "(" in head.replace("(*", "").split("[")[0] or "sig_atomic_t" in head:
        return None
    match = re.search(r"(\w+)\s*(\[[^\]]*\]\s*)*$", head)
    if not match or " " not in head:
        return None
    before = head[:match.start()].rstrip()
    is_const = before.endswith("const") or ("*" not in before and re.search(r"\bconst\b", before))
    return None if is_const else match[1]
