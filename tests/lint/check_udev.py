"""Every reader that a driver's table knows has its rule in udev/, so that the kiosk may open it."""

import re

from source_tree import Finding, line_of

TABLE_ENDING = "_readers.c"
TABLE_ID = re.compile(r"\{\{\s*0x([0-9a-fA-F]{4}),\s*0x([0-9a-fA-F]{4})\}")
RULE_ID = re.compile(r'\bATTRS?\{id(Vendor|Product)\}=="([0-9a-f]{4})"')


def check(tree):
    known = []
    for path in tree.paths(TABLE_ENDING):
        if path.startswith("firmware-host/"):
            text = tree.text(path)
            known += [(m[1].lower(), m[2].lower(), path, line_of(text, m.start()))
                      for m in TABLE_ID.finditer(text)]
    if not known:
        return [Finding("firmware-host", 1, f"no *{TABLE_ENDING} with a table of ids")]
    ruled = _ruled(tree)
    return [Finding(path, line, f"{vendor}:{product} is in no rule of udev/")
            for vendor, product, path, line in known if (vendor, product) not in ruled]


def _ruled(tree):
    """The pairs of ids that one rule names; a rule may go on over lines that end with a backslash."""
    ruled = set()
    for path in tree.paths(".rules"):
        if not path.startswith("udev/"):
            continue
        for rule in tree.text(path).replace("\\\n", " ").splitlines():
            if not rule.lstrip().startswith("#"):
                ids = {name: value for name, value in RULE_ID.findall(rule)}
                ruled.add((ids.get("Vendor"), ids.get("Product")))
    return ruled
