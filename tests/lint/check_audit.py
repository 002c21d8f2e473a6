"""Every action that a source writes to the audit log by its whole name is one that the auditor can be told of."""

import re

from source_tree import Finding, line_of

TABLE = "server/api/audit_words.c"
WRITES = re.compile(r"\bstruct audit_entry\b")
WORD = re.compile(r'(?<!#include )"([a-z_]+\.[a-z_-]+)"')
# What has a dot in it and is the name of a file.
FILE_ENDINGS = ("h", "json", "xlsx", "pdf", "csv", "docx")


def check(tree):
    known = set(WORD.findall(tree.text(TABLE))) if TABLE in tree.paths(".c") else set()
    if not known:
        return [Finding(TABLE, 1, "no table of actions")]
    findings = []
    for path in tree.paths(".c"):
        text = tree.text(path)
        if not path.startswith("server/") or path == TABLE or not WRITES.search(text):
            continue
        for match in WORD.finditer(text):
            if match[1] not in known and match[1].rsplit(".", 1)[1] not in FILE_ENDINGS:
                findings.append(Finding(path, line_of(text, match.start()), f"{match[1]} is not in {TABLE}"))
    return findings
