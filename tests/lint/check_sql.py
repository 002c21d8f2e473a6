"""The product's SQL stands in its two stores only, as whole statements with bound values.

Tests may look at what was stored, make databases of the past, and measure against a bare insert.
"""

import re

import code_text
from source_tree import Finding, line_of

STORES = ("kiosk/store/", "server/store/")
TESTS = "tests/"
STATEMENT = re.compile(
    r"""\s*(SELECT\s|PRAGMA\s+\w|BEGIN(\s+IMMEDIATE|\s+EXCLUSIVE)?;?$|COMMIT;?$|ROLLBACK;?$|VACUUM\b|ATTACH\s
    |(?i:INSERT\s+(OR\s+\w+\s+)?INTO\s|REPLACE\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s
      |CREATE\s+(TEMP\w*\s+)?(TABLE|(UNIQUE\s+)?INDEX|VIEW|TRIGGER)\s|ALTER\s+TABLE\s|DROP\s+(TABLE|INDEX|VIEW)\s
      |WITH\s+(RECURSIVE\s+)?\w+(\s*\([\w,\s]*\))?\s+AS\s*\())""",
    re.X,
)
PRINTED_VALUE = re.compile(r"%[-0-9.*]*(l|ll|z|j|h)?[diuxs]|%\"\s*PRI")


def check(tree):
    findings = []
    for path in tree.paths(".sql"):
        if not path.startswith((*STORES, TESTS)):
            findings.append(Finding(path, 1, "SQL outside kiosk/store and server/store"))
    for path in tree.paths(".c", ".h", ".ts", ".vue", ".py"):
        if path.startswith(TESTS):
            continue
        text = tree.text(path)
        for offset, literal in _literals(path, text):
            if not STATEMENT.match(literal):
                continue
            line = line_of(text, offset)
            if not path.startswith(STORES):
                findings.append(Finding(path, line, "SQL outside kiosk/store and server/store"))
            elif path.endswith(".c") and PRINTED_VALUE.search(literal):
                findings.append(Finding(path, line, "a value printed into SQL; bind it"))
    return findings


PYTHON_LITERAL = re.compile(r'("""|\'\'\')(.*?)\1|"((?:\\.|[^"\\\n])*)"|\'((?:\\.|[^\'\\\n])*)\'', re.S)


def _literals(path, text):
    if path.endswith(".py"):
        return [(m.start(), m[2] or m[3] or m[4] or "") for m in PYTHON_LITERAL.finditer(text)]
    return code_text.literals(path, code_text.script_of(path, text))
