"""Nothing in the product changes outside an object: no mutable globals, no mutable statics."""

import re

import code_text
from source_tree import Finding, line_of

# The log's level and where else it goes; besides them only what a signal handler can reach (sig_atomic_t).
ALLOWED = {("core/base/log.c", "lowest_level"), ("core/base/log.c", "copy_fd")}
LOCAL_STATIC = re.compile(r"^[ \t]+(static\s[^;=({]*)", re.M)
NO_VARIABLE = re.compile(r"(typedef|extern|static_assert|_Static_assert|DEFINE_|(struct|enum|union) \w*$)")


def check(tree):
    findings = []
    for path in tree.paths(".c"):
        if path.startswith("tests/"):
            continue  # a test's fixture lives as long as its program
        text = tree.text(path)
        code = code_text.without_directives(code_text.code(path, text))
        for offset, declaration in _declarations(code):
            name = _mutable_variable(declaration)
            if name and (path, name) not in ALLOWED:
                findings.append(Finding(path, line_of(code, offset), f"{name} is mutable global state"))
        for function in code_text.functions(path, text):
            for match in LOCAL_STATIC.finditer(code, function.body, function.end):
                name = _mutable_variable(match[1])
                if name:
                    findings.append(Finding(path, line_of(code, match.start(1)),
                                            f"{name} is mutable state in a function"))
    return findings


def _declarations(code):
    """(offset, declaration) of what ends with a semicolon at the top, without initialiser."""
    offset = 0
    for piece in code_text.top_level(code).split(";"):
        end = len(piece.rstrip())
        if piece[:end].endswith("}"):
            end = piece.rindex("{", 0, end)
        start = piece.rfind("}", 0, end) + 1
        declaration = piece[start:end]
        yield offset + start + len(declaration) - len(declaration.lstrip()), declaration
        offset += len(piece) + 1


def _mutable_variable(declaration):
    """The variable's name if the declaration makes one that can change."""
    head = " ".join(declaration.split("=")[0].split())
    is_function = "(" in head.replace("(*", "").split("[")[0]
    if NO_VARIABLE.match(head) or is_function or "sig_atomic_t" in head:
        return None
    match = re.search(r"(\w+)\s*(\[[^\]]*\]\s*)*$", head)
    if not match or " " not in head:
        return None
    before = head[:match.start()].rstrip()
    is_const = before.endswith("const") or ("*" not in before and re.search(r"\bconst\b", before))
    return None if is_const else match[1]
