"""Functions, files, lines and nesting stay within the conventions' bounds."""

import ast
import re

import code_text
from source_tree import Finding, line_of

FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 700
NESTING_MAX = 4
LINE_CHARACTERS_MAX = 140
CODE_ENDINGS = (".c", ".h", ".ts", ".vue", ".py", ".sh", ".sql", ".css", ".cmake", "CMakeLists.txt")
# C is not among them: clang-format breaks its lines at 100.
LINE_ENDINGS = (".ts", ".vue", ".mjs", ".py")
SHELL_FUNCTION = re.compile(r"^(\w+)\(\) *\{\n(.*?)^\}", re.M | re.S)
PYTHON_BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match)


def check(tree):
    findings = []
    for path in tree.paths():
        text = tree.text(path)
        is_shell = text.startswith(("#!/bin/sh", "#!/usr/bin/env bash", "#!/bin/bash"))
        if path.endswith(CODE_ENDINGS) or is_shell:
            lines = text.count("\n")
            if lines > FILE_LINES_MAX:
                findings.append(Finding(path, FILE_LINES_MAX + 1,
                                        f"file of {lines} lines, {FILE_LINES_MAX} at most"))
        if path.endswith(LINE_ENDINGS):
            findings += _check_line_lengths(path, text)
        if path.endswith((".c", ".h", ".ts", ".vue")):
            findings += _check_braces(path, text)
        elif path.endswith(".py"):
            findings += _check_python(path, text)
        elif is_shell or path.endswith(".sh"):
            for match in SHELL_FUNCTION.finditer(text):
                _check_lines(findings, path, line_of(text, match.start()), match[1],
                             match[0].count("\n") + 1)
    return findings


def _check_line_lengths(path, text):
    """In characters: a Chinese one counts for one, not for its three bytes."""
    return [Finding(path, number, f"line of {len(line)} characters, {LINE_CHARACTERS_MAX} at most")
            for number, line in enumerate(text.split("\n"), 1) if len(line) > LINE_CHARACTERS_MAX]


def _check_lines(findings, path, line, name, lines):
    if lines > FUNCTION_LINES_MAX:
        findings.append(Finding(path, line, f"{name} has {lines} lines, {FUNCTION_LINES_MAX} at most"))


def _check_nesting(findings, path, line, name, nesting):
    if nesting > NESTING_MAX:
        findings.append(Finding(path, line, f"{name} nests {nesting} deep, {NESTING_MAX} at most"))


def _check_braces(path, text):
    findings = []
    functions = code_text.functions(path, text)
    for function in functions:
        line = line_of(text, function.start)
        _check_lines(findings, path, line, function.name, _own_lines(text, functions, function))
        _check_nesting(findings, path, line, function.name, function.nesting)
    return findings


def _own_lines(text, functions, outer):
    """Lines from head to last brace, without those of functions within: a closure's parts stand for themselves."""
    lines, past = text.count("\n", outer.start, outer.end) + 1, outer.start
    for inner in functions:
        if past < inner.start and outer.start < inner.start and inner.end < outer.end:
            lines -= text.count("\n", inner.start, inner.end)
            past = inner.end
    return lines


def _check_python(path, text):
    findings = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            _check_lines(findings, path, node.lineno, node.name, node.end_lineno - node.lineno + 1)
            _check_nesting(findings, path, node.lineno, node.name, _python_nesting(node.body, 0))
    return findings


def _python_nesting(body, depth):
    deepest = depth
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        inner = depth + isinstance(node, PYTHON_BLOCKS)
        for field in ("body", "orelse", "finalbody"):
            part = getattr(node, field, None) or []
            is_elif = (field == "orelse" and isinstance(node, ast.If) and len(part) == 1
                       and isinstance(part[0], ast.If))
            deepest = max(deepest, _python_nesting(part, depth if is_elif else inner))
        for handler in getattr(node, "handlers", []):
            deepest = max(deepest, _python_nesting(handler.body, inner))
    return deepest
