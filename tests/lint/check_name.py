"""Headers keep what a reader counts on: the opening, names, outputs, results that may not be ignored."""

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


def check(tree):
    findings = []
    modules = {}
    for path in tree.paths(".c", ".h"):
        folder, name = os.path.split(path)
        modules.setdefault(folder, set()).add(os.path.splitext(name)[0])
    for path in tree.paths(".h"):
        text = tree.text(path)
        findings += _check_opening(path, text)
        findings += _check_prototypes(path, text, modules[os.path.dirname(path)])
        findings += [Finding(path, line_of(text, m.start()), "typedef hides a pointer")
                     for m in POINTER_TYPEDEF.finditer(code_text.code(path, text))]
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


def _check_prototypes(path, text, modules):
    code = code_text.without_directives(code_text.code(path, text))
    # A function begins with its module, one of the folder's if the header speaks for several, or the struct that
    # it works on.
    nouns = modules | set(re.findall(r"\b(?:struct|enum|union)\s+(?!error\b)(\w+)", code))
    findings = []
    for match in PROTOTYPE.finditer(code_text.top_level(code)):
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
                and not name.endswith("_fail") and not _always_returns_false(text[:match.start(2)])):
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
